import { expect, it } from 'vitest';
import type { LambdaHost } from '#sandbox/lambda/host.ts';
import { type CallKind, type CallOutcome, onEachCall } from '../support/e2e/calls.ts';
import { EVENT, fill, type Item, resultOf, startHarness, type Harness } from '../support/e2e/harness.ts';
import { inTurn } from '../support/e2e/turns.ts';

const RUN = { ...EVENT, pageSize: 10 };
/** Timeout of runs that wait for each other, so that a failure does not hang the test. */
const TIMEOUT_MS = 20_000;
const ROUNDS = 5;

it.each([2, 3])('drains with one of %i processes that request the lease together; the others return', async (count) => {
  const harness = await startHarness({ speed: 1 });
  const hosts = await hostsOf(harness, count);
  for (let round = 0; round < ROUNDS; round += 1) {
    fill(harness.account, 12, harness.began + round * 100);
    expect(await race(harness, hosts)).toEqual(oneWinnerOf(count));
  }
  await harness.expectComplete();
});

it('a process that starts during any call of another returns without a request and without a change', async () => {
  const harness = await startHarness({ speed: 1 });
  const [first, second] = await hostsOf(harness, 2);
  const interrupted = new Set<CallKind>();
  // Starts at the first process's third call, because the second call takes the lease.
  for (let nth = 3, calls = Infinity; nth <= calls; nth += 1) {
    fill(harness.account, 12, harness.began + nth * 100);
    // Makes the first process request a new token.
    harness.zendesk.revokeIssuedTokens();
    const made: CallKind[] = [];
    // Whether the second process is calling. The first is paused then and makes no other calls.
    let isSecondRunning = false;
    let secondRun: { readonly outcome: unknown; readonly before: Snapshot; readonly after: Snapshot } | undefined;
    const pauseAtNth = inTurn('reading first', async ({ kind }): Promise<CallOutcome> => {
      made.push(kind);
      if (made.length !== nth) return 'carried out';
      interrupted.add(kind);
      const before = await takeSnapshot(harness);
      isSecondRunning = true;
      const { outcome } = resultOf(await second.invoke(RUN));
      isSecondRunning = false;
      secondRun = { outcome, before, after: await takeSnapshot(harness) };
      return 'carried out';
    });
    onEachCall(harness, (call) => (isSecondRunning ? 'carried out' : pauseAtNth(call)));
    expect(resultOf(await first.invoke(RUN))).toMatchObject({ outcome: 'caught_up', pages: 2 });
    calls = made.length;
    expect(secondRun).toMatchObject({ outcome: 'lease_held' });
    expect(secondRun?.after).toEqual(secondRun?.before);
  }
  const everyKind: CallKind[] = ['GetSecretValue', 'POST /oauth/tokens', 'GET by time', 'PutObject', 'checkpoint'];
  expect(interrupted).toEqual(new Set([...everyKind, 'checkpoint with release']));
  await harness.expectComplete();
});

it('only one of two processes drains if both start when the lease of a crashed run expires, and neither just before', async () => {
  // Time barely passes by itself at this speed.
  const harness = await startHarness({ speed: 0.01 });
  const hosts = await hostsOf(harness, 2);
  fill(harness.account, 35, harness.began);
  const killAtCheckpoint = inTurn('reading first', async ({ kind }): Promise<CallOutcome> => {
    if (kind !== 'checkpoint') return 'carried out';
    await harness.lambda.kill();
    return 'dropped';
  });
  onEachCall(harness, killAtCheckpoint);
  expect(await harness.lambda.invoke(RUN)).toMatchObject({ ok: false });
  const { lease_until: until } = await harness.item();
  const expiresAt = (Number(until) + 1) * 1000;

  harness.clock.advance(expiresAt - 500 - harness.clock.now());
  onEachCall(harness, () => 'carried out');
  const early = await Promise.all(hosts.map((host) => host.invoke(RUN)));
  expect(early.map((each) => resultOf(each)['outcome'])).toEqual(['lease_held', 'lease_held']);

  harness.clock.advance(expiresAt - harness.clock.now());
  expect(await race(harness, hosts)).toEqual(oneWinnerOf(2));
  await harness.expectComplete();
});

/** The state that a run without the lease must not change. */
type Snapshot = { readonly item: Item; readonly requests: number };

const takeSnapshot = async (harness: Harness): Promise<Snapshot> => ({
  item: await harness.item(),
  requests: harness.zendesk.requests.length,
});

async function hostsOf(harness: Harness, count: number): Promise<[LambdaHost, LambdaHost, ...LambdaHost[]]> {
  const others = await Promise.all(Array.from({ length: count - 1 }, () => harness.another()));
  const [second, ...more] = others;
  if (second === undefined) throw new RangeError('This test needs at least two processes.');
  return [harness.lambda, second, ...more];
}

/** The result of a race: sorted outcomes, number of processes that called Zendesk, and whether a lease is left. */
type Race = {
  readonly outcomes: readonly unknown[];
  readonly exporters: number;
  readonly hasLease: boolean;
};

const oneWinnerOf = (count: number): Race => ({
  outcomes: ['caught_up', ...Array.from({ length: count - 1 }, () => 'lease_held')],
  exporters: 1,
  hasLease: false,
});

/** All processes request the lease at the same time. The winner waits with its first page until the others have returned. */
async function race(harness: Harness, hosts: readonly LambdaHost[]): Promise<Race> {
  const all = countdown(hosts.length);
  const others = countdown(hosts.length - 1);
  const before = harness.zendesk.requests.length;
  onEachCall(harness, async ({ kind }): Promise<CallOutcome> => {
    if (kind === 'acquire') {
      all.count();
      await all.reached;
    }
    if (kind === 'GET by time') await others.reached;
    return 'carried out';
  });
  const invocations = hosts.map((host) => host.invoke(RUN, { timeoutMs: TIMEOUT_MS }).finally(others.count));
  const outcomes = (await Promise.all(invocations)).map((each) => String(resultOf(each)['outcome'])).sort();
  const pages = harness.zendesk.requests.slice(before).filter(({ method }) => method === 'GET');
  const tokens = new Set(pages.map(({ headers }) => headers['authorization']));
  return { outcomes, exporters: tokens.size, hasLease: 'lease_owner' in (await harness.item()) };
}

/** `reached` resolves after this many calls of `count`. */
function countdown(from: number): { readonly reached: Promise<void>; readonly count: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let remaining = from;
  return {
    reached: promise,
    count: () => {
      remaining -= 1;
      if (remaining === 0) resolve();
    },
  };
}
