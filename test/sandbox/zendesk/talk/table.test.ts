import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AccountExport,
  callsExport,
  createAccount,
  legsExport,
  liveActivity,
  withRules,
} from '#sandbox/zendesk/index.ts';
import { expectedById, simulateExports } from '#test/support/sandbox/zendesk/derived-export.ts';
import {
  drainByTime,
  type ExportedRecord,
  parseExportPage,
  type ParsedExportPage,
} from '#test/support/sandbox/zendesk/export-client.ts';
import { createManualClock, NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { simulate, UNLIMITED } from '#test/support/sandbox/zendesk/simulation.ts';

const pathOf = (resource: string): string => `../channels/voice/stats/incremental/${resource}?`;
/** The client's rule for the end of the stream: `count` is less than a page. */
const isShort =
  (size: number) =>
  ({ count }: ParsedExportPage): boolean =>
    count < size;

const EXPORTS: readonly (readonly ['calls' | 'legs', AccountExport])[] = [
  ['calls', callsExport],
  ['legs', legsExport],
];

describe.each(EXPORTS)('the export of %s', (resource, create) => {
  const world = simulateExports([create], { tickets: 400 });
  const path = pathOf(resource);

  test('returns the recorded members in this order, and no flag at the end of the stream', () => {
    const body = parseObject(world.send(`${path}start_time=0`).body);
    expect(Object.keys(body)).toEqual([resource, `${resource}_total`, 'count', 'next_page', 'end_time']);
  });

  test('returns a next_page on every page, also on an empty one', () => {
    const last = parseExportPage(world.send(`${path}start_time=0`).body);
    const again = parseExportPage(world.send(`${path}start_time=${last.end_time}`).body);
    expect(again).toMatchObject({ end_time: last.end_time, next_page: last.next_page });
    expect(again.count).toBeGreaterThan(0);
    const empty = parseExportPage(world.send(`${path}start_time=${Number(last.end_time) + 1}`).body);
    expect(empty).toMatchObject({ count: 0, end_time: Number(last.end_time) + 1 });
    expect(empty.next_page).toMatch(new RegExp(`start_time=${String(empty.end_time)}$`));
  });

  test('ignores per_page', () => {
    const { count } = parseExportPage(world.send(`${path}start_time=0&per_page=1`).body);
    expect(count).toBeGreaterThan(1);
  });

  test('returns the same page at the path without stats', () => {
    const alias = world.send(`../channels/voice/incremental/${resource}?start_time=0`);
    expect(parseExportPage(alias.body).records).toEqual(
      parseExportPage(world.send(`${path}start_time=0`).body).records,
    );
  });

  test('returns the exact texts of the expected records', () => {
    const { body } = world.send(`${path}start_time=0`);
    const expected = world.zendesk.expectedRecords(resource);
    expect(expected.length).toBeGreaterThan(20);
    for (const { text } of expected) expect(body).toContain(text);
  });

  test('sorts records by updated_at', () => {
    const { records } = parseExportPage(world.send(`${path}start_time=0`).body);
    const times = records.map(({ updated_at: time }) => String(time));
    expect(times).toEqual(times.toSorted());
  });

  test('shows every record of any history to a drain with pages of any size and whole seconds', () => {
    const history = {
      tickets: fc.integer({ min: 0, max: 120 }),
      seed: fc.nat(1000),
      size: fc.integer({ min: 2, max: 40 }),
    };
    fc.assert(
      fc.property(fc.record(history), ({ tickets, seed, size }) => {
        const rules = { largestPage: size, secondMode: 'whole' } as const;
        const small = simulateExports([withRules(create, rules)], { tickets, seed });
        expect(drainByTime(small, path, isShort(size))).toEqual(expectedById(small, resource));
      }),
      { numRuns: 25 },
    );
  });

  test('does not exist on an account without Talk', () => {
    expect(simulateExports([]).send(`${path}start_time=0`)).toMatchObject({
      status: 404,
      body: '{"error":"InvalidEndpoint","description":"Not found"}',
    });
  });
});

test('a second with more legs than a page pins the position (assumption)', () => {
  const clock = createManualClock();
  const create = withRules(legsExport, { largestPage: 2 });
  const account = createAccount({ clock, exports: [create] });
  const world = simulate({ clock, account, ...UNLIMITED });
  // All tickets of one second, so that some of their legs are updated in the same second.
  for (let ticket = 0; ticket < 3000; ticket += 1) account.create({ second: NOW - 500_000 });
  expect(() => drainByTime(world, pathOf('legs'), isShort(2))).toThrow('pinned at');
});

const sideOf = (leg: ExportedRecord): unknown => [leg['call_id'], leg['agent_id'], leg['user_id']];

describe('calls and legs', () => {
  const world = simulateExports([callsExport, legsExport], { tickets: 2000 });
  const allCalls = drainByTime(world, pathOf('calls'), isShort(1000));
  const allLegs = [...drainByTime(world, pathOf('legs'), isShort(1000)).values()];

  test('belong together: every call has a ticket and 1 to 3 legs, every leg has a call', () => {
    const tickets = new Set(world.zendesk.expectedRecords('tickets', { supportTypeScope: 'all' }).map(({ id }) => id));
    const legsByCall = new Map<unknown, number>();
    for (const { call_id: call } of allLegs) legsByCall.set(call, (legsByCall.get(call) ?? 0) + 1);
    for (const { id, ticket_id: ticket } of allCalls.values()) {
      expect(tickets.has(Number(ticket))).toBe(true);
      expect([1, 2, 3]).toContain(legsByCall.get(id));
    }
    expect(allLegs.filter(({ call_id: call }) => !allCalls.has(Number(call)))).toEqual([]);
    expect(new Set(legsByCall.values())).toEqual(new Set([1, 2, 3]));
  });

  test('name the same agents and customers', () => {
    const expected = [...allCalls.values()].map(({ id, customer_id: customer }) => [id, 0, customer]);
    expect(allLegs.filter(({ type }) => type === 'customer').map(sideOf)).toEqual(expect.arrayContaining(expected));
    const answered = [...allCalls.values()].filter(({ agent_id: agent }) => Number(agent) > 0);
    const first = allLegs.filter(({ type, transferred_from: from }) => type === 'agent' && from === 0);
    expect(first).toHaveLength(answered.length);
    for (const { id, agent_id: agent } of answered) expect(first.map(sideOf)).toContainEqual([id, agent, 0]);
  });

  test('show an agent_id of 0 or null if no agent answered', () => {
    const missing = [...allCalls.values()].map(({ agent_id: agent }) => agent).filter((agent) => !Number(agent));
    expect(new Set(missing)).toEqual(new Set([0, null]));
  });

  test('change 40 minutes to 3 hours after their creation, some of them again hours later', () => {
    const lags = [...allCalls.values()].map(
      ({ created_at: created, updated_at: updated }) =>
        (Date.parse(String(updated)) - Date.parse(String(created))) / 1000,
    );
    expect(Math.min(...lags)).toBeGreaterThanOrEqual(2400);
    expect(lags.filter((lag) => lag > 10_800).length).toBeGreaterThan(20);
    expect(lags.filter((lag) => lag <= 10_800).length).toBeGreaterThan(20);
  });

  const mean = (resource: string): number => {
    const texts = world.zendesk.expectedRecords(resource).map(({ text }) => text.length);
    return texts.reduce((sum, length) => sum + length, 0) / texts.length;
  };

  test('match the sizes of recorded rows', () => {
    expect(mean('calls')).toBeGreaterThan(1200);
    expect(mean('calls')).toBeLessThan(1500);
    expect(mean('legs')).toBeGreaterThan(450);
    expect(mean('legs')).toBeLessThan(650);
  });
});

test('a call changes hours later: its charge appears under a new updated_at', () => {
  const clock = createManualClock();
  const account = createAccount({ clock, exports: [callsExport] });
  const world = simulate({ clock, account, live: liveActivity({ perMinute: 30 }), ...UNLIMITED });
  clock.advance(3_600_000);
  world.zendesk.stopLive();
  clock.advance(3 * 3_600_000);
  const early = drainByTime(world, pathOf('calls'), isShort(1000));
  clock.advance(4 * 86_400_000);
  const late = drainByTime(world, pathOf('calls'), isShort(1000));
  expect(late).toEqual(expectedById(world, 'calls'));
  const changed = [...early.values()].filter(({ id, updated_at: time }) => late.get(id)?.['updated_at'] !== time);
  expect(changed.length).toBeGreaterThan(10);
  const billed = changed.filter((call) => call['call_charge'] === null).map(({ id }) => late.get(id)?.['call_charge']);
  expect(billed.length).toBeGreaterThan(10);
  for (const charge of billed) expect(charge).toMatch(/^\d+\.\d{6}$/);
});
