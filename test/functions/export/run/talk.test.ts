import { describe, expect, it } from 'vitest';
import { callsExport, fillHistory, legsExport } from '#sandbox/zendesk/index.ts';
import { createTable } from '#test/support/functions/record-tables.ts';
import { smallPages } from '#test/support/functions/small-pages.ts';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const BOTH = { resources: ['calls', 'legs'] };
const HOUR_MS = 3_600_000;
const PAGE_SIZE = 8;

/** A world whose tickets have calls, on pages of 8. */
const createTalkWorld = (): TestWorld =>
  createTestWorld({ ...smallPages(PAGE_SIZE), exports: [callsExport, legsExport] });

describe('calls and legs of Talk', () => {
  it('receive requests with only a start_time', async () => {
    const world = createTalkWorld();
    fillHistory(world.account, { tickets: 150, nowMs: world.clock.now(), endsBefore: 30 * 86_400 });

    await world.invokeAll(BOTH);

    for (const resource of BOTH.resources) expect(world.differing(resource)).toEqual([]);
    expect(world.pages().length).toBeGreaterThan(5);
    for (const { query } of world.pages()) expect(Object.keys(query)).toEqual(['start_time']);
  });

  it('land again with each version, which appears hours after the call', async () => {
    const world = createTalkWorld();
    const now = world.clock.now() / 1000;
    for (let i = 0; i < 150; i += 1) world.account.create({ second: now - 3600 + 20 * i });

    for (let run = 0; run < 30; run += 1) await world.invokeAll(BOTH, { afterMs: 2 * HOUR_MS });

    for (const resource of BOTH.resources) {
      expect(world.differing(resource)).toEqual([]);
      expect(world.chain(resource)).toEqual({ complete: true, gaps: [] });
      const versions = new Map<unknown, Set<unknown>>();
      for (const text of world.landed(resource)) {
        const { id, updated_at: version } = JSON.parse(text) as Record<string, unknown>;
        versions.set(id, (versions.get(id) ?? new Set()).add(version));
      }
      expect([...versions.values()].some(({ size }) => size === 3)).toBe(true);
    }
  });
});

describe('the end of the calls', () => {
  it.each([
    ['after a short page', 2 * PAGE_SIZE, 3],
    // Each page repeats the last record of the one before it, so both pages are full.
    ['only after another request if the last page is full', 2 * PAGE_SIZE - 1, 3],
    ['after an empty page', 0, 1],
  ])('comes %s', async (_, count, requests) => {
    const table = createTable('calls');
    const world = createTestWorld({ ...smallPages(PAGE_SIZE), tables: [table] });
    for (let id = 1; id <= count; id += 1) table.put({ id, second: BEGAN + id });

    expect(await world.invoke({ resources: ['calls'], startTime: BEGAN })).toMatchObject({
      outcome: 'caught_up',
      endTime: BEGAN + count,
    });
    expect(world.pages()).toHaveLength(requests);
    expect(world.differing('calls')).toEqual([]);
  });
});
