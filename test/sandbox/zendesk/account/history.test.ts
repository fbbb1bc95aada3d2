import { expect, test } from 'vitest';
import { type ZendeskAccount, createAccount, fillHistory, type History } from '#sandbox/zendesk/index.ts';
import { createManualClock, NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';

const createFilled = (history: Partial<History> = {}): ZendeskAccount => {
  const account = createAccount({ clock: createManualClock() });
  fillHistory(account, { tickets: 2000, nowMs: NOW * 1000, ...history });
  return account;
};
const seconds = (account: ZendeskAccount): number[] =>
  account.inCursorOrder().map(({ facts }) => facts.generatedTimestamp);

const texts = (history: Partial<History>): string[] =>
  createFilled({ tickets: 200, ...history })
    .latestRecords()
    .map(({ text }) => text);

test('fillHistory creates the requested number of tickets, all older than ten minutes', () => {
  const account = createFilled();
  expect(account.size).toBe(2000);
  expect(Math.max(...seconds(account))).toBeLessThanOrEqual(NOW - 600);
});

test('fillHistory starts within spanSeconds and ends at endsBefore', () => {
  const account = createFilled({ endsBefore: 30, spanSeconds: 3600 });
  expect(Math.max(...seconds(account))).toBeLessThanOrEqual(NOW - 30);
  expect(Math.min(...seconds(account))).toBeGreaterThanOrEqual(NOW - 30 - 3600);
});

test('fillHistory creates the same bytes for the same seed and different bytes for another seed', () => {
  expect(texts({ seed: 5 })).toEqual(texts({ seed: 5 }));
  expect(texts({ seed: 5 })).not.toEqual(texts({ seed: 6 }));
});

test('fillHistory gives the pinned second to exactly the requested number of tickets', () => {
  const second = NOW - 100_000;
  const account = createFilled({ pinned: { tickets: 1200, second } });
  expect(account.size).toBe(2000);
  expect(seconds(account).filter((each) => each === second)).toHaveLength(1200);
});

test('fillHistory rejects a pinned second outside the history', () => {
  expect(() => createFilled({ pinned: { tickets: 10, second: NOW } })).toThrow(RangeError);
});

test('fillHistory creates bursts, updates, system updates, and deleted, scrubbed, archived and AI agent tickets', () => {
  const facts = createFilled()
    .inCursorOrder()
    .map((version) => version.facts);
  const perSecond = Map.groupBy(facts, ({ generatedTimestamp }) => generatedTimestamp);
  expect([...perSecond.values()].some(({ length }) => length >= 5)).toBe(true);
  expect(facts.some(({ createdAt, updatedAt }) => updatedAt > createdAt)).toBe(true);
  expect(facts.some(({ updatedAt, generatedTimestamp }) => generatedTimestamp - updatedAt > 1)).toBe(true);
  expect(new Set(facts.map(({ state }) => state))).toEqual(new Set(['open', 'closed', 'deleted', 'scrubbed']));
  expect(new Set(facts.map(({ supportType }) => supportType))).toEqual(new Set(['agent', 'ai_agent']));
});
