import { expect } from 'vitest';
import type { Invocation } from '../../sandbox/lambda/host.ts';
import { type Call, onEachCall } from './calls.ts';
import { fill, type Item, openStage, resultOf, type Stage, type StageOptions } from './stage.ts';
import type { Witness } from './witness.ts';

/** The same time on every stage, so that what is left behind can be compared. */
export const STAGE: StageOptions = { speed: 1, secondMode: 'capped', start: Date.parse('2026-03-04T05:06:07Z') };

/** Four pages a minute: it takes two runs, and the first of them ends with a release, inside the pinned second. */
const EVENT = { pageSize: 10, requestsPerMinute: 4 };
const TIMEOUT_MS = 59_000;
/** More than it takes; no run of this scenario goes without a page. */
const MOST_RUNS = 6;

/** 8 tickets, 22 within one second, and 15 after it: time pages, the walk, and time pages again. */
export function prepare({ account, began }: Stage): void {
  fill(account, 8, began);
  fill(account, 22, began + 8, 0);
  fill(account, 15, began + 9);
}

/** Invokes until the export is caught up or fails, as the schedule does. */
export async function drain(stage: Stage): Promise<Invocation> {
  for (let runs = 0; runs < MOST_RUNS; runs += 1) {
    const invocation = await stage.invoke(EVENT, { timeoutMs: TIMEOUT_MS });
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
  await using stage = await openStage(STAGE);
  prepare(stage);
  const calls: Call[] = [];
  onEachCall(stage, (call) => {
    calls.push(call);
    return isFirst(calls, 'checkpoint with release') ? 'answer lost' : 'carried out';
  });
  expect(resultOf(await drain(stage))).toMatchObject({ outcome: 'caught_up' });
  return { calls, item: await stage.item(), pages: await pagesOf(stage) };
}

/** The pages' intervals as the keys tell them. Their digests differ from stage to stage: `next_page` holds a port. */
export const pagesOf = async (stage: Stage): Promise<string[]> =>
  (await stage.objects()).map(({ key }) => key.replace(/-[0-9a-f]{12}\.json/, '.json')).sort();

export type Side = 'before' | 'after';

/** Drains, and kills the process at one call: before it has its effect, or after it and before the answer. */
export async function drainKilledAt(stage: Stage, n: number, side: Side, watched: Witness): Promise<Call | undefined> {
  const calls: Call[] = [];
  onEachCall(stage, async (call) => {
    await watched.look();
    calls.push(call);
    if (call.n === n && side === 'before') {
      await stage.lambda.kill();
      return 'dropped';
    }
    if (call.n === n) return { afterEffect: () => void stage.lambda.kill(), answer: 'lost' };
    // Its repetition then fails its own condition, and the item is read to tell.
    return isFirst(calls, 'checkpoint with release') ? 'answer lost' : 'carried out';
  });
  expect(await drain(stage)).toMatchObject({ ok: false, error: { message: expect.stringContaining('SIGKILL') } });
  return calls.at(-1);
}

/** Whether the last call is the first of its kind. */
const isFirst = (calls: readonly Call[], kind: Call['kind']): boolean =>
  calls.at(-1)?.kind === kind && calls.filter((call) => call.kind === kind).length === 1;
