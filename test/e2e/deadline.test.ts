import { expect, it } from 'vitest';
import type { Invocation } from '#sandbox/lambda/host.ts';
import { faults } from '#sandbox/zendesk/index.ts';
import { fill, resultOf, setStage, type Stage } from '../support/e2e/harness.ts';

async function expectHandedOver(stage: Stage, invocation: Invocation): Promise<void> {
  expect(invocation.timedOut).toBe(false);
  expect(invocation.remainingMs).toBeGreaterThanOrEqual(1000);
  expect(await stage.item()).not.toHaveProperty('lease_owner');
  stage.zendesk.intercept(undefined);
  expect(resultOf(await stage.invoke())).toMatchObject({ outcome: 'caught_up' });
  await stage.expectComplete();
}

// Real time: the deadline's margins are real milliseconds here.
it.each([
  ['a socket that hangs', { kind: 'hang' }],
  ['a body that stops in the middle', { kind: 'hang', afterBytes: 500 }],
  ['a body that drips', { kind: 'drip', bytes: 10, everyMs: 100 }],
] as const)('returns before its deadline at %s, releases its lease, and the next run goes on', async (_, fault) => {
  const stage = await setStage({ speed: 1 });
  fill(stage.account, 30, stage.began);
  let pages = 0;
  stage.zendesk.intercept(({ method }) => (method === 'GET' && (pages += 1) === 2 ? fault : undefined));

  const invocation = await stage.invoke({ pageSize: 10 }, { timeoutMs: 4000 });
  expect(resultOf(invocation)).toMatchObject({ outcome: 'budget_spent', pages: 1 });
  await expectHandedOver(stage, invocation);
});

it('hands over at once, as rate_limited, at a Retry-After longer than the time left', async () => {
  const stage = await setStage({ speed: 1 });
  fill(stage.account, 30, stage.began);
  stage.zendesk.intercept(() => faults.exportLimitExceeded(3600));

  const invocation = await stage.invoke({}, { timeoutMs: 60_000 });
  expect(resultOf(invocation)).toMatchObject({ outcome: 'rate_limited', pages: 0 });
  expect(invocation.remainingMs).toBeGreaterThan(50_000);
  await expectHandedOver(stage, invocation);
});

it('starts no page that it does not expect to finish where pages are slow', async () => {
  const stage = await setStage({ pageDelayMs: 10_000 });
  fill(stage.account, 60, stage.began);

  // Half a page more than two: the second one has that long to spare, and a third one is not begun.
  const invocation = await stage.invoke({ pageSize: 10 }, { timeoutMs: 30_000 });
  expect(resultOf(invocation)).toMatchObject({ outcome: 'budget_spent' });
  // None was broken off. Fewer fit in where this machine is slow.
  expect(stage.zendesk.requests.map(({ status }) => status)).toEqual(stage.zendesk.requests.map(() => 200));
  expect((await stage.objects()).length).toBeGreaterThan(0);
  await expectHandedOver(stage, invocation);
});

it.each(['s3', 'dynamodb'] as const)('does not outlive its deadline where %s hangs', async (service) => {
  const stage = await setStage({ speed: 1 });
  fill(stage.account, 30, stage.began);
  let calls = 0;
  stage.aws[service].intercept(() => ((calls += 1) === 2 ? { kind: 'hang' } : undefined));

  const invocation = await stage.invoke({ pageSize: 10 }, { timeoutMs: 4000 });
  expect(resultOf(invocation)).toMatchObject({ outcome: 'budget_spent' });
  stage.aws[service].intercept(undefined);
  await expectHandedOver(stage, invocation);
});

it('waits out the rate limit, without a single 429, and goes on', async () => {
  const stage = await setStage({ rateLimit: { total: 4, windowSeconds: 20 } });
  fill(stage.account, 100, stage.began);
  expect(resultOf(await stage.invoke({ pageSize: 10 }))).toMatchObject({ outcome: 'caught_up', pages: 11 });
  expect(stage.zendesk.rateLimit).toMatchObject({ rejections: 0 });
  await stage.expectComplete();
});
