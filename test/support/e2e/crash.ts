import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Invocation } from '#sandbox/lambda/host.ts';
import { type Call, type CallOutcome, isWrite, onEachCall } from './calls.ts';
import { fill, type Item, openHarness, resultOf, type Harness, type HarnessOptions } from './harness.ts';
import { inTurn } from './turns.ts';
import type { Monitor } from './monitor.ts';

/** The same start time in every harness, so that cursor items and lakes can be compared. */
export const HARNESS_OPTIONS: HarnessOptions = {
  speed: 1,
  secondMode: 'capped',
  start: Date.parse('2026-03-04T05:06:07Z'),
};

/** With four pages per minute the export needs two runs. The first ends with a release inside the pinned second. */
const EVENT = { pageSize: 10, requestsPerMinute: 4 };
const TIMEOUT_MS = 59_000;
/** More runs than the export needs. Every run of this scenario reads a page. */
const MAX_RUNS = 6;

/** 8 tickets, 22 within one second, and 15 after it: time-based pages, a walk, and time-based pages again. */
export function prepare({ account, began }: Harness): void {
  fill(account, 8, began);
  fill(account, 22, began + 8, 0);
  fill(account, 15, began + 9);
}

/** Invokes the function like the schedule, until the export has caught up or fails. */
export async function drain(harness: Harness): Promise<Invocation> {
  for (let runs = 0; runs < MAX_RUNS; runs += 1) {
    const invocation = await harness.invoke(EVENT, { timeoutMs: TIMEOUT_MS });
    if (!invocation.ok || resultOf(invocation)['outcome'] === 'caught_up') return invocation;
  }
  throw new Error(`The export has not caught up after ${MAX_RUNS} runs.`);
}

/** The calls of an export without a crash, and its resulting state. */
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
 * In this order a crash costs most, because the next page has always been read when a page lands. The resulting state is
 * the same in any order, because reading does not change it.
 */
const readingFirst = (decide: (call: Call) => CallOutcome | Promise<CallOutcome>) =>
  inTurn('reading first', decide, EVENT.requestsPerMinute);

/** The keys of all pages without their digests. Digests differ between harnesses, because `next_page` contains a port. */
export const pagesOf = async (harness: Harness): Promise<string[]> =>
  (await harness.objects()).map(({ key }) => key.replace(/-[0-9a-f]{12}(\.cursor)?\.json/, '$1.json')).sort();

export type Side = 'before' | 'after';

/** The calls of a killed process. */
export type Killed = {
  /** Its calls. It was killed at the last one. */
  readonly calls: readonly Call[];
  /** The number of calls after that. */
  readonly laterCalls: number;
};

/** The outcome of the call at which the process is killed. */
export async function killedAt(side: Side, kill: () => Promise<void>): Promise<CallOutcome> {
  if (side === 'after') return { afterEffect: () => void kill(), answer: 'lost' };
  await kill();
  return 'dropped';
}

/**
 * Drains, and kills the process at one call: before its effect, or between its effect and its response. Later calls of
 * other processes are not delayed.
 */
export async function drainKilledAt(harness: Harness, victim: Call, side: Side, monitor: Monitor): Promise<Killed> {
  const calls: Call[] = [];
  let isKilled = false;
  let laterCalls = 0;
  const kill = (): Promise<void> => {
    isKilled = true;
    return harness.lambda.kill();
  };
  /** Monitors the state before each write. */
  const look = async ({ kind }: Call): Promise<void> => {
    if (isWrite(kind)) await monitor.look();
  };
  const first = readingFirst(async (call) => {
    await look(call);
    calls.push(call);
    if (!isDeepStrictEqual(call, victim)) return usualOutcome(call);
    return killedAt(side, kill);
  });
  onEachCall(harness, async (call) => {
    if (!isKilled) return first(call);
    laterCalls += 1;
    await look(call);
    return usualOutcome(call);
  });
  expect(await drain(harness)).toMatchObject({ ok: false, error: { message: expect.stringContaining('SIGKILL') } });
  return { calls, laterCalls };
}

/** Loses the first response to a run's last checkpoint. The retry then fails its own condition, and the run reads the item. */
const usualOutcome = ({ kind, nth }: Call): CallOutcome =>
  kind === 'checkpoint with release' && nth === 1 ? 'answer lost' : 'carried out';
