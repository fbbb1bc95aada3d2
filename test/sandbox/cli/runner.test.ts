import { expect, test } from 'vitest';
import { shouldContinueImmediately } from '#sandbox/cli/runner.ts';

test.each([
  [{ outcome: 'budget_spent', pages: 0 }, true],
  [{ outcome: 'rate_limited', pages: 12 }, true],
  [{ outcome: 'rate_limited', pages: 0 }, false],
  [{ outcome: 'lease_held', pages: 0 }, false],
])('shouldContinueImmediately(%j) returns %s', (run, expected) => {
  expect(shouldContinueImmediately(run)).toBe(expected);
});
