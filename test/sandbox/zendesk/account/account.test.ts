import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ZendeskAccount, createAccount } from '#sandbox/zendesk/index.ts';
import { createManualClock, NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject, parseTicket } from '#test/support/sandbox/zendesk/parsed.ts';

const createTestAccount = (): ZendeskAccount => createAccount({ clock: createManualClock() });
const visibleSeconds = (account: ZendeskAccount, second: number): number[] =>
  account.expectedRecords(second * 1000).map(({ generatedTimestamp }) => generatedTimestamp);
const visibleIds = (account: ZendeskAccount, second: number): number[] =>
  account.expectedRecords(second * 1000).map(({ id }) => id);

test('a change without a second gets the current time', () => {
  const account = createTestAccount();
  const id = account.create();
  expect(account.current(id).facts.generatedTimestamp).toBe(NOW);
});

test('generated_timestamp is updated_at or one second later, and both cases occur', () => {
  const account = createTestAccount();
  for (let i = 0; i < 100; i += 1) account.create({ second: NOW + i });
  for (let id = 1; id <= 50; id += 1) account.update(id, { second: NOW + 500 + id });
  const lags = account.latestRecords().map(({ text, generatedTimestamp }) => {
    return generatedTimestamp - Date.parse(parseTicket(text).updated_at) / 1000;
  });
  expect(new Set(lags)).toEqual(new Set([0, 1]));
});

test('systemUpdate changes only generated_timestamp', () => {
  const account = createTestAccount();
  const id = account.create({ second: NOW - 1000 });
  const before = parseObject(account.current(id).text);
  account.systemUpdate(id, { second: NOW - 500 });
  expect(parseObject(account.current(id).text)).toEqual({ ...before, generated_timestamp: NOW - 500 });
});

test('delete keeps the ticket with status deleted', () => {
  const account = createTestAccount();
  const id = account.create({ second: NOW - 1000 });
  account.delete(id, { second: NOW - 500 });
  expect(account.size).toBe(1);
  expect(parseTicket(account.current(id).text).status).toBe('deleted');
});

test('bulkUpdate gives all of its tickets the same second', () => {
  const account = createTestAccount();
  const ids = Array.from({ length: 50 }, () => account.create({ second: NOW - 1000 }));
  account.bulkUpdate(ids.slice(10), NOW - 500);
  expect(account.latestRecords().filter(({ generatedTimestamp }) => generatedTimestamp === NOW - 500)).toHaveLength(40);
});

test('update rejects a time before the last change and an unknown ticket', () => {
  const account = createTestAccount();
  const id = account.create();
  expect(() => account.update(id, { second: NOW - 1 })).toThrow(RangeError);
  expect(() => account.update(2)).toThrow('record 2 does not exist');
});

test('expectedRecords contains each ticket once in its latest version, by second and id, after any operations', () => {
  const operation = fc.record({ kind: fc.nat(3), pick: fc.nat(), pause: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const account = createTestAccount();
      let second = NOW - 10_000;
      for (const { kind, pick, pause } of operations) {
        second += pause;
        const id = (pick % Math.max(1, account.size)) + 1;
        if (kind === 0 || account.size === 0) account.create({ second });
        else if (kind === 1) account.update(id, { second });
        else if (kind === 2) account.systemUpdate(id, { second });
        else account.delete(id, { second });
      }
      const shown = account.expectedRecords(NOW * 1000);
      const byOrder = [...account.latestRecords()].sort(
        (one, other) => one.generatedTimestamp - other.generatedTimestamp || one.id - other.id,
      );
      expect(shown).toEqual(byOrder);
    }),
  );
});

test('a ticket that changed in the last minute is hidden, including its previous version', () => {
  const account = createTestAccount();
  const id = account.create({ second: NOW - 1000 });
  expect(visibleIds(account, NOW)).toEqual([id]);
  account.update(id, { second: NOW });
  expect(visibleIds(account, NOW + 60)).toEqual([]);
  expect(visibleIds(account, NOW + 61)).toEqual([id]);
});

test('the previous version stays visible until a late version becomes visible', () => {
  const account = createTestAccount();
  const id = account.create({ second: NOW - 1000 });
  account.update(id, { second: NOW - 500, visibleFrom: (NOW + 120) * 1000 });
  expect(visibleSeconds(account, NOW + 119)).toEqual([NOW - 1000]);
  expect(visibleSeconds(account, NOW + 120)).toEqual([NOW - 500]);
});

test('a late version is never visible if a newer one becomes visible first', () => {
  const account = createTestAccount();
  const id = account.create({ second: NOW - 1000 });
  account.update(id, { second: NOW - 500, visibleFrom: (NOW + 120) * 1000 });
  account.update(id, { second: NOW - 400, visibleFrom: (NOW + 60) * 1000 });
  expect([
    visibleSeconds(account, NOW + 59),
    visibleSeconds(account, NOW + 60),
    visibleSeconds(account, NOW + 200),
  ]).toEqual([[NOW - 1000], [NOW - 400], [NOW - 400]]);
});

test('only one of several late versions is visible at a time', () => {
  const account = createTestAccount();
  const id = account.create({ second: NOW - 1000 });
  account.update(id, { second: NOW - 500, visibleFrom: (NOW + 60) * 1000 });
  account.update(id, { second: NOW - 400, visibleFrom: (NOW + 120) * 1000 });
  expect([visibleSeconds(account, NOW), visibleSeconds(account, NOW + 60), visibleSeconds(account, NOW + 120)]).toEqual(
    [[NOW - 1000], [NOW - 500], [NOW - 400]],
  );
});

test('latestRecords returns the latest version of every ticket, visible or not', () => {
  const account = createTestAccount();
  const id = account.create({ second: NOW, visibleFrom: (NOW + 9999) * 1000 });
  expect(account.latestRecords()).toMatchObject([{ id, generatedTimestamp: NOW, supportType: 'agent' }]);
  expect(visibleIds(account, NOW + 500)).toEqual([]);
});

test('the text of a record is byte for byte the text of the version', () => {
  const account = createTestAccount();
  const id = account.create();
  expect(account.latestRecords()[0]?.text).toBe(account.current(id).text);
});

test('a custom render function changes the text but not the sideloads', () => {
  const account = createAccount({
    clock: createManualClock(),
    render: ({ id, generatedTimestamp }) => ({
      head: `{"id":${id},"generated_timestamp":${generatedTimestamp}`,
      tail: '}',
    }),
  });
  const id = account.create();
  expect(account.latestRecords()[0]?.text).toBe(`{"id":1,"generated_timestamp":${NOW}}`);
  expect(parseObject(account.current(id).textWithMetricSet)).toMatchObject({ id, metric_set: { ticket_id: id } });
  expect(account.current(id).references).toEqual(createWithRealTickets().current(id).references);
});

function createWithRealTickets(): ZendeskAccount {
  const account = createTestAccount();
  account.create();
  return account;
}
