import { expect, test } from 'vitest';
import { isCaughtUp, type RunOutcome, shouldContinueImmediately } from '#sandbox/cli/runner.ts';

/** A run whose exports ended with these outcomes and numbers of pages. */
const run = (...exports: readonly (readonly [outcome: string, pages: number])[]): RunOutcome => ({
  exports: exports.map(([outcome, pages]) => ({ resource: 'tickets', outcome, pages })),
});

test.each([
  [run(['budget_spent', 0]), true],
  [run(['rate_limited', 12]), true],
  [run(['rate_limited', 0]), false],
  [run(['lease_held', 0]), false],
  [run(['caught_up', 0], ['budget_spent', 0]), true],
  [run(['caught_up', 0], ['lease_held', 0]), false],
])('shouldContinueImmediately(%j) returns %s', (outcome, expected) => {
  expect(shouldContinueImmediately(outcome)).toBe(expected);
});

test.each([
  [run(['caught_up', 3], ['caught_up', 0]), true],
  [run(['caught_up', 3], ['not_due', 0], ['unavailable', 0]), true],
  [run(['caught_up', 3], ['budget_spent', 3]), false],
  [run(['rate_limited', 0], ['caught_up', 0]), false],
])('isCaughtUp(%j) returns %s', (outcome, expected) => {
  expect(isCaughtUp(outcome)).toBe(expected);
});
