import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Invocation } from '#sandbox/lambda/host.ts';
import { type Call, type CallOutcome, isWrite, onEachCall } from './calls.ts';
import { fill, type Item, openHarness, resultOf, type Harness, type HarnessOptions } from './harness.ts';
import { inTurn } from './turns.ts';
import type { Monitor } from './monitor.ts';

/** The same time on every harness, so that what is left behind can be compared. */
export const HARNESS_OPTIONS: HarnessOptions = {
  speed: 1,
  secondMode: 'capped',
  start: Date.parse('2026-03-04T05:06:07Z'),
};

/** Four pages a minute: it takes two runs, and the first of them ends with a release, inside the pinned second. */
const EVENT = { pageSize: 10, requestsPerMinute: 4 };
const TIMEOUT_MS = 59_000;
/** More than it takes; no run of this scenario goes without a page. */
const MOST_RUNS = 6;

/** 8 tickets, 22 within one second, and 15 after it: time pages, the walk, and time pages again. */
export function prepare({ account, began }: Harness): void {
  fill(account, 8, began);
  fill(account, 22, began + 8, 0);
  fill(account, 15, began + 9);
}

/** Invokes until the export is caught up or fails, as the schedule does. */
export async function drain(harness: Harness): Promise<Invocation> {
  for (let runs = 0; runs < MOST_RUNS; runs += 1) {
    const invocation = await harness.invoke(EVENT, { timeoutMs: TIMEOUT_MS });
    if (!invocation.ok || resultOf(invocation)['outcome'] === 'caught_up') return invocation;
  }
  throw new Error(`not caught up after ${MOST_RUNS} runs`);
}

/** What an export that nobody kills does, and what it leaves behind. */
export type Rehearsal = {
  readonly calls: readonly Call[];
  readonly item: Item;
  readonly pages: readonly string[];
};

export async function rehearse(): Promise<Rehearsal> {
  await using harness = await openHarness(HARNESS_OPTIONS);
  prepare(harness);
  const calls: Call[] = [];
  onEachCall(
    harness,
    readingFirst((call) => {
      calls.push(call);
      return usualOutcome(call);
    }),
  );
  expect(resultOf(await drain(harness))).toMatchObject({ outcome: 'caught_up' });
  return { calls, item: await harness.item(), pages: await pagesOf(harness) };
}

/**
 * In this order a crash costs most: the next page has been read whenever a page lands. What it leaves behind is the
 * same in any other, since reading leaves nothing behind.
 */
const readingFirst = (decide: (call: Call) => CallOutcome | Promise<CallOutcome>) =>
  inTurn('reading first', decide, EVENT.requestsPerMinute);

/** The pages' intervals as the keys tell them. Their digests differ from harness to harness: `next_page` holds a port. */
export const pagesOf = async (harness: Harness): Promise<string[]> =>
  (await harness.objects()).map(({ key }) => key.replace(/-[0-9a-f]{12}(\.cursor)?\.json/, '$1.json')).sort();

export type Side = 'before' | 'after';

/** What a process did that was killed. */
export type Killed = {
  /** The calls that were carried out, the one that it was killed at being the last. */
  readonly calls: readonly Call[];
  /** How many calls came after it. */
  readonly cameLater: number;
};

/**
 * Drains, and kills the process at one call: before it has its effect, or after it and before the answer. Whoever
 * comes then calls as it likes.
 */
export async function drainKilledAt(harness: Harness, victim: Call, side: Side, monitor: Monitor): Promise<Killed> {
  const calls: Call[] = [];
  let isKilled = false;
  let cameLater = 0;
  const kill = (): Promise<void> => {
    isKilled = true;
    return harness.lambda.kill();
  };
  /** Before each call that changes what there is to see. */
  const look = async ({ kind }: Call): Promise<void> => {
    if (isWrite(kind)) await monitor.look();
  };
  const first = readingFirst(async (call) => {
    await look(call);
    calls.push(call);
    if (!isDeepStrictEqual(call, victim)) return usualOutcome(call);
    if (side === 'after') return { afterEffect: () => void kill(), answer: 'lost' };
    await kill();
    return 'dropped';
  });
  onEachCall(harness, async (call) => {
    if (!isKilled) return first(call);
    cameLater += 1;
    await look(call);
    return usualOutcome(call);
  });
  expect(await drain(harness)).toMatchObject({ ok: false, error: { message: expect.stringContaining('SIGKILL') } });
  return { calls, cameLater };
}

/** The first answer to a run's end is lost: the repetition fails its own condition, and the item is read to tell. */
const usualOutcome = ({ kind, nth }: Call): CallOutcome =>
  kind === 'checkpoint with release' && nth === 1 ? 'answer lost' : 'carried out';
