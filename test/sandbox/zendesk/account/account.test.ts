import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ZendeskAccount, createAccount } from '#sandbox/zendesk/index.ts';
import { handClock, NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { parseObject, parseTicket } from '#test/support/sandbox/zendesk/parsed.ts';

const opened = (): ZendeskAccount => createAccount({ clock: handClock() });
const shownAt = (account: ZendeskAccount, second: number): number[] =>
  account.expectedRecords(second * 1000).map(({ generatedTimestamp }) => generatedTimestamp);
const visibleIds = (account: ZendeskAccount, second: number): number[] =>
  account.expectedRecords(second * 1000).map(({ id }) => id);

test('a change without a second happens now', () => {
  const account = opened();
  const id = account.create();
  expect(account.current(id).facts.generatedTimestamp).toBe(NOW);
});

test('generated_timestamp is updated_at or one second later, and both occur', () => {
  const account = opened();
  for (let i = 0; i < 100; i += 1) account.create({ second: NOW + i });
  for (let id = 1; id <= 50; id += 1) account.update(id, { second: NOW + 500 + id });
  const lags = account.latestRecords().map(({ text, generatedTimestamp }) => {
    return generatedTimestamp - Date.parse(parseTicket(text).updated_at) / 1000;
  });
  expect(new Set(lags)).toEqual(new Set([0, 1]));
});

test('a system update moves generated_timestamp and nothing else', () => {
  const account = opened();
  const id = account.create({ second: NOW - 1000 });
  const before = parseObject(account.current(id).text);
  account.systemUpdate(id, { second: NOW - 500 });
  expect(parseObject(account.current(id).text)).toEqual({ ...before, generated_timestamp: NOW - 500 });
});

test('deleted tickets stay, with another status', () => {
  const account = opened();
  const id = account.create({ second: NOW - 1000 });
  account.delete(id, { second: NOW - 500 });
  expect(account.size).toBe(1);
  expect(parseTicket(account.current(id).text).status).toBe('deleted');
});

test('a bulk update stamps all of its tickets with one second', () => {
  const account = opened();
  const ids = Array.from({ length: 50 }, () => account.create({ second: NOW - 1000 }));
  account.bulkUpdate(ids.slice(10), NOW - 500);
  expect(account.latestRecords().filter(({ generatedTimestamp }) => generatedTimestamp === NOW - 500)).toHaveLength(40);
});

test('a ticket cannot change before its last change, nor can one that does not exist', () => {
  const account = opened();
  const id = account.create();
  expect(() => account.update(id, { second: NOW - 1 })).toThrow(RangeError);
  expect(() => account.update(2)).toThrow('there is no record 2');
});

test('whatever happens, each ticket is in the order once, in its latest version, by second and id', () => {
  const operation = fc.record({ kind: fc.nat(3), pick: fc.nat(), pause: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const account = opened();
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

test('what changed in the minute before the request is not shown, not even as it was before', () => {
  const account = opened();
  const id = account.create({ second: NOW - 1000 });
  expect(visibleIds(account, NOW)).toEqual([id]);
  account.update(id, { second: NOW });
  expect(visibleIds(account, NOW + 60)).toEqual([]);
  expect(visibleIds(account, NOW + 61)).toEqual([id]);
});

test('a version that shows late leaves the one before in its place until then', () => {
  const account = opened();
  const id = account.create({ second: NOW - 1000 });
  account.update(id, { second: NOW - 500, visibleFrom: (NOW + 120) * 1000 });
  expect(shownAt(account, NOW + 119)).toEqual([NOW - 1000]);
  expect(shownAt(account, NOW + 120)).toEqual([NOW - 500]);
});

test('a version that would show late is never shown when a newer one shows first', () => {
  const account = opened();
  const id = account.create({ second: NOW - 1000 });
  account.update(id, { second: NOW - 500, visibleFrom: (NOW + 120) * 1000 });
  account.update(id, { second: NOW - 400, visibleFrom: (NOW + 60) * 1000 });
  expect([shownAt(account, NOW + 59), shownAt(account, NOW + 60), shownAt(account, NOW + 200)]).toEqual([
    [NOW - 1000],
    [NOW - 400],
    [NOW - 400],
  ]);
});

test('versions that show late one after another are never shown together', () => {
  const account = opened();
  const id = account.create({ second: NOW - 1000 });
  account.update(id, { second: NOW - 500, visibleFrom: (NOW + 60) * 1000 });
  account.update(id, { second: NOW - 400, visibleFrom: (NOW + 120) * 1000 });
  expect([shownAt(account, NOW), shownAt(account, NOW + 60), shownAt(account, NOW + 120)]).toEqual([
    [NOW - 1000],
    [NOW - 500],
    [NOW - 400],
  ]);
});

test('latestRecords has the latest version of every ticket, shown or not', () => {
  const account = opened();
  const id = account.create({ second: NOW, visibleFrom: (NOW + 9999) * 1000 });
  expect(account.latestRecords()).toMatchObject([{ id, generatedTimestamp: NOW, supportType: 'agent' }]);
  expect(visibleIds(account, NOW + 500)).toEqual([]);
});

test('the text of an expected record is byte for byte that of the version', () => {
  const account = opened();
  const id = account.create();
  expect(account.latestRecords()[0]?.text).toBe(account.current(id).text);
});

test('tests may print leaner tickets; what they name still sideloads', () => {
  const account = createAccount({
    clock: handClock(),
    render: ({ id, generatedTimestamp }) => ({
      head: `{"id":${id},"generated_timestamp":${generatedTimestamp}`,
      tail: '}',
    }),
  });
  const id = account.create();
  expect(account.latestRecords()[0]?.text).toBe(`{"id":1,"generated_timestamp":${NOW}}`);
  expect(parseObject(account.current(id).textWithMetricSet)).toMatchObject({ id, metric_set: { ticket_id: id } });
  expect(account.current(id).references).toEqual(withRealTickets().current(id).references);
});

function withRealTickets(): ZendeskAccount {
  const account = opened();
  account.create();
  return account;
}
