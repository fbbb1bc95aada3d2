import { expect, test } from 'vitest';
import { type ZendeskAccount, createAccount, fillHistory, type History } from '#sandbox/zendesk/index.ts';
import { handClock, NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';

const filled = (history: Partial<History> = {}): ZendeskAccount => {
  const account = createAccount({ clock: handClock() });
  fillHistory(account, { tickets: 2000, nowMs: NOW * 1000, ...history });
  return account;
};
const seconds = (account: ZendeskAccount): number[] =>
  account.inCursorOrder().map(({ facts }) => facts.generatedTimestamp);

const texts = (history: Partial<History>): string[] =>
  filled({ tickets: 200, ...history })
    .latestRecords()
    .map(({ text }) => text);

test('a history has as many tickets as asked for, all of them older than ten minutes', () => {
  const account = filled();
  expect(account.size).toBe(2000);
  expect(Math.max(...seconds(account))).toBeLessThanOrEqual(NOW - 600);
});

test('a history ends as long before now as asked for, and begins within its span', () => {
  const account = filled({ endsBefore: 30, spanSeconds: 3600 });
  expect(Math.max(...seconds(account))).toBeLessThanOrEqual(NOW - 30);
  expect(Math.min(...seconds(account))).toBeGreaterThanOrEqual(NOW - 30 - 3600);
});

test('the same seed gives the same bytes, another seed others', () => {
  expect(texts({ seed: 5 })).toEqual(texts({ seed: 5 }));
  expect(texts({ seed: 5 })).not.toEqual(texts({ seed: 6 }));
});

test('a pinned second has exactly as many tickets as asked for', () => {
  const second = NOW - 100_000;
  const account = filled({ pinned: { tickets: 1200, second } });
  expect(account.size).toBe(2000);
  expect(seconds(account).filter((each) => each === second)).toHaveLength(1200);
});

test('a pinned second outside the history is refused', () => {
  expect(() => filled({ pinned: { tickets: 10, second: NOW } })).toThrow(RangeError);
});

test('there are bursts, updates, system updates, deleted, scrubbed, archived and AI agents’ tickets', () => {
  const facts = filled()
    .inCursorOrder()
    .map((version) => version.facts);
  const perSecond = Map.groupBy(facts, ({ generatedTimestamp }) => generatedTimestamp);
  expect([...perSecond.values()].some(({ length }) => length >= 5)).toBe(true);
  expect(facts.some(({ createdAt, updatedAt }) => updatedAt > createdAt)).toBe(true);
  expect(facts.some(({ updatedAt, generatedTimestamp }) => generatedTimestamp - updatedAt > 1)).toBe(true);
  expect(new Set(facts.map(({ state }) => state))).toEqual(new Set(['open', 'closed', 'deleted', 'scrubbed']));
  expect(new Set(facts.map(({ supportType }) => supportType))).toEqual(new Set(['agent', 'ai_agent']));
});
