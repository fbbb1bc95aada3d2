import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liveActivity, metricEventsExport, withRules, createAccount } from '#sandbox/zendesk/index.ts';
import { expectedById, simulateExports } from '#test/support/sandbox/zendesk/derived-export.ts';
import { drainByKeyset, drainByTime, parseExportPage } from '#test/support/sandbox/zendesk/export-client.ts';
import { createManualClock, NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { simulate, UNLIMITED } from '#test/support/sandbox/zendesk/simulation.ts';

const PATH = 'ticket_metric_events?';
const endsStream = (page: { end_of_stream?: boolean | undefined }): boolean => page.end_of_stream === true;

describe('the page of the metric events', () => {
  const { send, zendesk } = simulateExports([metricEventsExport]);

  test('contains the recorded members in this order', () => {
    expect(Object.keys(parseObject(send(`${PATH}start_time=0`).body))).toEqual([
      'ticket_metric_events',
      'count',
      'end_of_stream',
      'next_page',
      'end_time',
    ]);
  });

  test('contains the exact texts of the expected records', () => {
    const { body } = send(`${PATH}start_time=0&per_page=1000`);
    for (const { text } of zendesk.expectedRecords('ticket_metric_events').slice(0, 100)) expect(body).toContain(text);
  });

  test('sorts events of the same second by metric, not by id', () => {
    const { records } = parseExportPage(send(`${PATH}start_time=0`).body);
    const keys = records.map(({ time, metric }) => `${String(time)} ${String(metric)}`);
    expect(keys).toEqual(keys.toSorted());
    expect(records.map(({ id }) => id)).not.toEqual(records.map(({ id }) => id).toSorted((a, b) => a - b));
  });

  test('pins the position at a second with more events than a page (assumption)', () => {
    expect(() => drainByTime({ send }, `${PATH}per_page=5`, endsStream)).toThrow('pinned at');
  });

  test('can contain whole seconds', () => {
    const whole = simulateExports([withRules(metricEventsExport, { secondMode: 'whole' })]);
    const records = drainByTime(whole, `${PATH}per_page=5`, endsStream);
    expect(records).toEqual(expectedById(whole, 'ticket_metric_events'));
  });
});

test('a drain by time or by keyset visits every event of any history', () => {
  const history = {
    tickets: fc.integer({ min: 0, max: 25 }),
    seed: fc.nat(1000),
    size: fc.integer({ min: 10, max: 60 }),
  };
  fc.assert(
    fc.property(fc.record(history), ({ tickets, seed, size }) => {
      // At most 25 tickets have fewer events in a second than a page of 1,000.
      const world = simulateExports([metricEventsExport], { tickets, seed });
      const expected = expectedById(world, 'ticket_metric_events');
      expect(drainByTime(world, PATH, endsStream)).toEqual(expected);
      expect(drainByKeyset(world, `${PATH}start_time=0`, size)).toEqual([...expected.values()]);
    }),
    { numRuns: 30 },
  );
});

const key = ({ ticket_id: ticket, metric, instance_id: instance }: Record<string, unknown>): string =>
  [ticket, metric, instance].join(' ');

describe('metric events', () => {
  const world = simulateExports([metricEventsExport], { tickets: 800 });
  const { zendesk } = world;
  const records = [...expectedById(world, 'ticket_metric_events').values()] as Record<string, unknown>[];
  const ofType = (type: string): Record<string, unknown>[] => records.filter((record) => record['type'] === type);

  test('number about 15 per ticket, and each belongs to a ticket', () => {
    expect(records.length / 800).toBeGreaterThan(12);
    expect(records.length / 800).toBeLessThan(18);
    const tickets = new Set(zendesk.expectedRecords('tickets', { supportTypeScope: 'all' }).map(({ id }) => id));
    expect(records.filter(({ ticket_id: id }) => !tickets.has(Number(id)))).toEqual([]);
  });

  test('include every documented type, and show their members in this order', () => {
    expect(new Set(records.map(({ type }) => type))).toEqual(
      new Set(['activate', 'apply_group_sla', 'apply_sla', 'breach', 'fulfill', 'measure', 'pause', 'update_status']),
    );
    const keys = new Set(ofType('activate').map((record) => Object.keys(record).join(' ')));
    expect([...keys]).toEqual(['id ticket_id metric instance_id type time deleted']);
  });

  test('include details by type: policies with targets, and the minutes of a fulfilled metric', () => {
    for (const { sla } of ofType('apply_sla')) {
      expect(sla).toMatchObject({
        target_in_seconds: expect.any(Number) as number,
        policy: { id: expect.any(Number) as number, title: expect.any(String) as string },
      });
    }
    for (const record of ofType('apply_group_sla')) {
      expect(record).toMatchObject({ metric: 'group_ownership_time', group_sla: { target: 60 } });
    }
    for (const { status } of ofType('update_status')) {
      expect(status).toEqual({ calendar: expect.any(Number) as number, business: expect.any(Number) as number });
    }
  });

  test('begin each instance of a metric with an activate event', () => {
    const activated = new Set(ofType('activate').map(key));
    for (const type of ['pause', 'fulfill', 'apply_sla', 'breach', 'update_status']) {
      expect(ofType(type).filter((record) => !activated.has(key(record)))).toEqual([]);
    }
  });
});

/** Polls the export once a minute, each time from the last poll's lookback window on, and returns the ids it has seen. */
function poll(lookback: number): { seen: Set<number>; world: ReturnType<typeof simulate>; early: number } {
  const clock = createManualClock();
  const account = createAccount({ clock, exports: [metricEventsExport] });
  const live = liveActivity({ perMinute: 4 });
  const world = simulate({ clock, account, live, ...UNLIMITED });
  const seen = new Set<number>();
  let early = 0;
  for (let minute = 1; minute <= 200; minute += 1) {
    clock.advance(60_000);
    if (minute > 120) world.zendesk.stopLive();
    const settled = NOW + (minute - 1) * 60 - lookback;
    for (const { id, time } of drainByTime(world, PATH, endsStream, settled).values()) {
      seen.add(id);
      if (Date.parse(String(time)) > clock.now()) early += 1;
    }
  }
  return { seen, world, early };
}

describe('a client that polls the metric events', () => {
  test('misses late ones with a lookback of 5 minutes, and none with 30 minutes', () => {
    const short = poll(300);
    const expected = [...expectedById(short.world, 'ticket_metric_events').keys()];
    expect(expected.filter((id) => !short.seen.has(id)).length).toBeGreaterThan(10);
    const long = poll(1800);
    expect(expected.filter((id) => !long.seen.has(id))).toEqual([]);
  });

  test('sees some breaches before their time', () => {
    expect(poll(300).early).toBeGreaterThan(0);
  });
});

test('an event is withdrawn later under the same time, which only a request from its second shows', () => {
  const clock = createManualClock();
  const account = createAccount({ clock, exports: [metricEventsExport] });
  const world = simulate({ clock, account, ...UNLIMITED });
  const second = NOW - 10_000;
  for (let ticket = 0; ticket < 40; ticket += 1) account.create({ second });
  const before = drainByTime(world, PATH, endsStream);
  expect([...before.values()].filter(({ deleted }) => deleted === true)).toEqual([]);

  for (let id = 1; id <= 40; id += 1) account.delete(id, { second: NOW });
  clock.advance(7_200_000);
  const later = drainByTime(world, PATH, endsStream, NOW);
  const again = drainByTime(world, PATH, endsStream);
  const withdrawn = [...again.values()].filter(({ deleted }) => deleted === true);
  const old = withdrawn.filter((event) => Date.parse(String(event['time'])) < NOW * 1000);
  expect(old.length).toBeGreaterThan(0);
  for (const event of old) {
    expect(event).toEqual({ ...before.get(event.id), deleted: true });
    expect(later.has(event.id)).toBe(false);
  }
});
