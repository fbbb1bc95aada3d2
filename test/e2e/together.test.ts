import { expect, it } from 'vitest';
import type { LambdaHost } from '#sandbox/lambda/host.ts';
import { type CallKind, type CallOutcome, onEachCall } from '../support/e2e/calls.ts';
import { EVENT, fill, type Item, resultOf, startHarness, type Harness } from '../support/e2e/harness.ts';
import { inTurn } from '../support/e2e/turns.ts';

const RUN = { ...EVENT, pageSize: 10 };
/** Of runs that wait for each other: so that a failure is one, and no hang. */
const TIMEOUT_MS = 20_000;
const ROUNDS = 5;

it.each([2, 3])('of %i processes that ask for the lease at once, one drains and the others leave', async (count) => {
  const harness = await startHarness({ speed: 1 });
  const hosts = await hostsOf(harness, count);
  for (let round = 0; round < ROUNDS; round += 1) {
    fill(harness.account, 12, harness.began + round * 100);
    expect(await race(harness, hosts)).toEqual(oneOf(count));
  }
  await harness.expectComplete();
});

it('a process that starts at any moment of another one leaves, without a request and without a trace', async () => {
  const harness = await startHarness({ speed: 1 });
  const [first, second] = await hostsOf(harness, 2);
  const seen = new Set<CallKind>();
  // From the first one's second call on: by its first it takes the lease.
  for (let moment = 2, calls = Infinity; moment <= calls; moment += 1) {
    fill(harness.account, 12, harness.began + moment * 100);
    // So that it asks for another one.
    harness.zendesk.revokeIssuedTokens();
    const made: CallKind[] = [];
    // Whether it is the second one that calls: the first one is held at the moment, and has nothing to call beside it.
    let isElsewhere = false;
    let meanwhile: { readonly outcome: unknown; readonly before: Sight; readonly after: Sight } | undefined;
    const atTheMoment = inTurn('reading first', async ({ kind }): Promise<CallOutcome> => {
      made.push(kind);
      if (made.length !== moment) return 'carried out';
      seen.add(kind);
      const before = await look(harness);
      isElsewhere = true;
      const { outcome } = resultOf(await second.invoke(RUN));
      isElsewhere = false;
      meanwhile = { outcome, before, after: await look(harness) };
      return 'carried out';
    });
    onEachCall(harness, (call) => (isElsewhere ? 'carried out' : atTheMoment(call)));
    expect(resultOf(await first.invoke(RUN))).toMatchObject({ outcome: 'caught_up', pages: 2 });
    calls = made.length;
    expect(meanwhile).toMatchObject({ outcome: 'lease_held' });
    expect(meanwhile?.after).toEqual(meanwhile?.before);
  }
  const everyKind: CallKind[] = ['GetSecretValue', 'POST /oauth/tokens', 'GET by time', 'PutObject', 'checkpoint'];
  expect(seen).toEqual(new Set([...everyKind, 'checkpoint with release']));
  await harness.expectComplete();
});

it('of two processes that start when the lease of a dead one lapses, one drains; a moment before, neither does', async () => {
  // Time hardly moves by itself here.
  const harness = await startHarness({ speed: 0.01 });
  const hosts = await hostsOf(harness, 2);
  fill(harness.account, 35, harness.began);
  const dying = inTurn('reading first', async ({ kind }): Promise<CallOutcome> => {
    if (kind !== 'checkpoint') return 'carried out';
    await harness.lambda.kill();
    return 'dropped';
  });
  onEachCall(harness, dying);
  expect(await harness.lambda.invoke(RUN)).toMatchObject({ ok: false });
  const { lease_until: until } = await harness.item();
  const lapsesAt = (Number(until) + 1) * 1000;

  harness.clock.advance(lapsesAt - 500 - harness.clock.now());
  onEachCall(harness, () => 'carried out');
  const early = await Promise.all(hosts.map((host) => host.invoke(RUN)));
  expect(early.map((each) => resultOf(each)['outcome'])).toEqual(['lease_held', 'lease_held']);

  harness.clock.advance(lapsesAt - harness.clock.now());
  expect(await race(harness, hosts)).toEqual(oneOf(2));
  await harness.expectComplete();
});

/** What a run that may do nothing might change, and how much it has asked Zendesk for. */
type Sight = { readonly item: Item; readonly requests: number };

const look = async (harness: Harness): Promise<Sight> => ({
  item: await harness.item(),
  requests: harness.zendesk.requests.length,
});

async function hostsOf(harness: Harness, count: number): Promise<[LambdaHost, LambdaHost, ...LambdaHost[]]> {
  const others = await Promise.all(Array.from({ length: count - 1 }, () => harness.another()));
  const [second, ...more] = others;
  if (second === undefined) throw new RangeError('one alone is not together');
  return [harness.lambda, second, ...more];
}

/** What a race comes to. */
type Race = { readonly outcomes: readonly unknown[]; readonly askedZendesk: number; readonly leaseLeft: boolean };

const oneOf = (count: number): Race => ({
  outcomes: ['caught_up', ...Array.from({ length: count - 1 }, () => 'lease_held')],
  askedZendesk: 1,
  leaseLeft: false,
});

/** All ask for the lease at the same time, and whoever gets it is at work until the others have left. */
async function race(harness: Harness, hosts: readonly LambdaHost[]): Promise<Race> {
  const everybody = countdown(hosts.length);
  const others = countdown(hosts.length - 1);
  const before = harness.zendesk.requests.length;
  onEachCall(harness, async ({ kind }): Promise<CallOutcome> => {
    if (kind === 'acquire') {
      everybody.count();
      await everybody.reached;
    }
    if (kind === 'GET by time') await others.reached;
    return 'carried out';
  });
  const invocations = hosts.map((host) => host.invoke(RUN, { timeoutMs: TIMEOUT_MS }).finally(others.count));
  const outcomes = (await Promise.all(invocations)).map((each) => String(resultOf(each)['outcome'])).sort();
  const pages = harness.zendesk.requests.slice(before).filter(({ method }) => method === 'GET');
  const tokens = new Set(pages.map(({ headers }) => headers['authorization']));
  return { outcomes, askedZendesk: tokens.size, leaseLeft: 'lease_owner' in (await harness.item()) };
}

/** Resolves when it has been counted so many times. */
function countdown(from: number): { readonly reached: Promise<void>; readonly count: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = from;
  return {
    reached: promise,
    count: () => {
      left -= 1;
      if (left === 0) resolve();
    },
  };
}
