import { describe, expect, it } from 'vitest';
import { fillHistory, liveActivity, metricEventsExport } from '#sandbox/zendesk/index.ts';
import { createTable } from '#test/support/functions/record-tables.ts';
import { BEGAN, createTestWorld, type TestWorldOptions } from '#test/support/test-world.ts';

const NAME = 'ticket_metric_events';
const EVENTS = { resources: [NAME] };
const SMALL = { resources: [{ name: NAME, pageSize: 20 }] };
const UNLIMITED: TestWorldOptions = { rateLimit: { total: 1000, windowSeconds: 60 } };
/** The default lookback window, which is also the default poll interval. */
const LOOKBACK_MS = 1_800_000;

describe('the lookback window of the metric events', () => {
  it('catches an event that appears 29 minutes after its time', async () => {
    const table = createTable(NAME);
    const world = createTestWorld({ ...UNLIMITED, tables: [table] });
    const second = Math.floor(world.clock.now() / 1000);
    table.put({ id: 1, second: second - 3600 });
    table.put({ id: 2, second: second + 200 });
    table.put({ id: 3, second: second + 100, visibleFrom: (second + 100 + 29 * 60) * 1000 });

    await world.invoke(EVENTS);
    expect(world.missing(NAME)).toEqual([]);
    await world.invoke(EVENTS, { afterMs: LOOKBACK_MS });

    expect(world.differing(NAME)).toEqual([]);
    expect(world.landed(NAME).some((text) => text.includes('"id":3'))).toBe(true);
  });

  it('equals the poll interval, so that runs in between are skipped', async () => {
    const table = createTable(NAME);
    const world = createTestWorld({ ...UNLIMITED, tables: [table] });
    table.put({ id: 1, second: BEGAN });
    const outcomes: string[] = [];
    for (let minute = 0; minute <= 60; minute += 10) {
      outcomes.push((await world.invoke(EVENTS, { afterMs: 600_000 })).outcome);
    }
    const skipped = ['not_due', 'not_due'];
    expect(outcomes).toEqual(['caught_up', ...skipped, 'caught_up', ...skipped, 'caught_up']);
  });

  it('catches all events of a busy account', async () => {
    const world = createTestWorld({
      ...UNLIMITED,
      exports: [metricEventsExport],
      live: liveActivity({ perMinute: 3 }),
    });
    fillHistory(world.account, { tickets: 100, nowMs: world.clock.now(), endsBefore: 3 * 86_400 });
    for (let run = 0; run < 8; run += 1) await world.invoke(EVENTS, { afterMs: LOOKBACK_MS });
    world.zendesk.stopLive();
    await world.invoke(EVENTS, { afterMs: LOOKBACK_MS });
    await world.invoke(EVENTS, { afterMs: LOOKBACK_MS });

    const expected = world.zendesk.expectedRecords(NAME);
    const landed = new Set(world.landed(NAME).map((text): unknown => JSON.parse(text).id));
    expect(expected.filter(({ id }) => !landed.has(id))).toEqual([]);
    // Zendesk marks some breaches as deleted after the window.
    const differing = new Set(world.differing(NAME));
    const texts = expected.filter(({ id }) => differing.has(id)).map(({ text }) => text);
    expect(texts.filter((text) => !text.includes('"deleted":true'))).toEqual([]);
    expect(texts).toHaveLength(differing.size);
    expect(world.chain(NAME)).toEqual({ complete: true, gaps: [] });
  });

  it('shows an event that is marked as deleted later only after a rewind', async () => {
    const table = createTable(NAME);
    const world = createTestWorld({ ...UNLIMITED, tables: [table] });
    for (let id = 1; id <= 40; id += 1) table.put({ id, second: BEGAN + id, fields: { deleted: false } });
    await world.invoke(SMALL);
    table.put({ id: 7, second: BEGAN + 7, fields: { deleted: true } });

    await world.invoke(SMALL, { afterMs: LOOKBACK_MS });
    expect(world.differing(NAME)).toEqual([7]);

    world.rewind(NAME, BEGAN + 5);
    await world.invoke(SMALL, { afterMs: LOOKBACK_MS });
    expect(world.differing(NAME)).toEqual([]);
    expect(world.chain(NAME)).toEqual({ complete: true, gaps: [] });
  });
});
