import { expect, it } from 'vitest';
import type { Invocation } from '#sandbox/lambda/host.ts';
import { faults } from '#sandbox/zendesk/index.ts';
import { fill, resultOf, startHarness, type Harness } from '../support/e2e/harness.ts';

async function expectResumable(harness: Harness, invocation: Invocation): Promise<void> {
  expect(invocation.timedOut).toBe(false);
  expect(invocation.remainingMs).toBeGreaterThanOrEqual(1000);
  expect(await harness.item()).not.toHaveProperty('lease_owner');
  harness.zendesk.intercept(undefined);
  expect(resultOf(await harness.invoke())).toMatchObject({ outcome: 'caught_up' });
  await harness.expectComplete();
}

// At real speed, because the deadline's margins are in real milliseconds.
it.each([
  ['a socket that hangs', { kind: 'hang' }],
  ['a body that stops in the middle', { kind: 'hang', afterBytes: 500 }],
  ['a body that drips', { kind: 'drip', bytes: 10, everyMs: 100 }],
] as const)(
  'returns before its deadline despite %s, releases its lease, and the next run resumes',
  async (_, fault) => {
    const harness = await startHarness({ speed: 1 });
    fill(harness.account, 30, harness.began);
    let pages = 0;
    harness.zendesk.intercept(({ method }) => (method === 'GET' && (pages += 1) === 2 ? fault : undefined));

    const invocation = await harness.invoke({ pageSize: 10 }, { timeoutMs: 4000 });
    expect(resultOf(invocation)).toMatchObject({ outcome: 'budget_spent', pages: 1 });
    await expectResumable(harness, invocation);
  },
);

it('ends immediately as rate_limited if Retry-After is longer than the remaining time', async () => {
  const harness = await startHarness({ speed: 1 });
  fill(harness.account, 30, harness.began);
  harness.zendesk.intercept(() => faults.exportLimitExceeded(3600));

  const invocation = await harness.invoke({}, { timeoutMs: 60_000 });
  expect(resultOf(invocation)).toMatchObject({ outcome: 'rate_limited', pages: 0 });
  expect(invocation.remainingMs).toBeGreaterThan(50_000);
  await expectResumable(harness, invocation);
});

it('does not start a page that it does not expect to finish', async () => {
  const harness = await startHarness({ pageDelayMs: 10_000 });
  fill(harness.account, 60, harness.began);

  // Time for two and a half pages: the second has half a page to spare, and the third is not started.
  const invocation = await harness.invoke({ pageSize: 10 }, { timeoutMs: 30_000 });
  expect(resultOf(invocation)).toMatchObject({ outcome: 'budget_spent' });
  // No request was aborted. On a slow machine there are fewer pages.
  expect(harness.zendesk.requests.map(({ status }) => status)).toEqual(harness.zendesk.requests.map(() => 200));
  expect((await harness.objects()).length).toBeGreaterThan(0);
  await expectResumable(harness, invocation);
});

it.each([
  ['s3', 2],
  // The first checkpoint.
  ['dynamodb', 3],
] as const)('returns before its deadline if %s hangs at request %d', async (service, nth) => {
  const harness = await startHarness({ speed: 1 });
  fill(harness.account, 30, harness.began);
  let calls = 0;
  harness.aws[service].intercept(() => ((calls += 1) === nth ? { kind: 'hang' } : undefined));

  const invocation = await harness.invoke({ pageSize: 10 }, { timeoutMs: 4000 });
  expect(resultOf(invocation)).toMatchObject({ outcome: 'budget_spent' });
  harness.aws[service].intercept(undefined);
  await expectResumable(harness, invocation);
});

it('waits for the rate limit without a single 429, then continues', async () => {
  const harness = await startHarness({ rateLimit: { total: 4, windowSeconds: 20 } });
  fill(harness.account, 100, harness.began);
  expect(resultOf(await harness.invoke({ pageSize: 10 }))).toMatchObject({ outcome: 'caught_up', pages: 11 });
  expect(harness.zendesk.rateLimit).toMatchObject({ rejections: 0 });
  await harness.expectComplete();
});
