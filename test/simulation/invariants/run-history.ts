import { isDeepStrictEqual } from 'node:util';
import type { Item } from '../engine/dynamodb.ts';
import { type ItemWrite, numberIn, type RunTrace, type Trace } from '../trace.ts';

/** The run history on the cursor item is what happened. */
export const runHistory = ({ runs, writes }: Trace): string[] =>
  runs.flatMap((run) => {
    const mine = writes.filter((write) => write.run === run);
    const [first, last] = [mine[0], mine.at(-1)];
    if (first === undefined || last === undefined || !givesUp(last, run)) return [];
    return wrongStanding(run, first.before, last.after).map((how) => `run ${run.index} ${how}`);
  });

const givesUp = ({ before, after }: ItemWrite, { id }: RunTrace): boolean =>
  before['lease_owner']?.S === id && !('lease_owner' in after);

function wrongStanding(run: RunTrace, opened: Item, left: Item): string[] {
  if (nameOf(run) === 'not_due') return changedAtRest(opened, left);
  const wrong: string[] = [];
  const outcome = left['last_outcome']?.S;
  const at = numberIn(left, 'last_run_at');
  const isCaughtUp = outcome === 'caught_up';
  // An answer that was lost, or not waited for, leaves the run to think that nothing was written.
  const isDisturbed =
    nameOf(run) === 'StorageError' ||
    run.calls.some(({ service, fault }) => service === 'dynamodb' && fault !== undefined);
  // It may not even know that it has had the lease.
  if (isDisturbed && at === numberIn(opened, 'last_run_at')) return [];
  const names = [nameOf(run), ...(mayNotKnow(nameOf(run)) ? ['caught_up'] : [])];
  // A process may be killed after its release, before the run returns.
  if (!isDisturbed && run.ended !== undefined && !names.includes(outcome))
    wrong.push(`ended as ${nameOf(run)}, and the item says ${outcome}`);
  if (at === undefined || at * 1000 > (run.ended?.at ?? Infinity)) wrong.push(`left ${at} for its end`);
  const caughtUpAt = isCaughtUp ? at : numberIn(opened, 'caught_up_at');
  if (numberIn(left, 'caught_up_at') !== caughtUpAt) wrong.push('recorded a wrong caught_up_at');

  const stalled = numberIn(left, 'stalled_runs');
  const before = numberIn(opened, 'stalled_runs') ?? 0;
  const more = outcome === 'lease_lost' ? before : before + 1;
  // A stalled run counts although it may have moved the position before.
  const hasProgressed = outcome !== 'stalled' && hasMoved(opened, left);
  const expected = isCaughtUp ? [0] : hasProgressed ? [0, ...(mayNotKnow(outcome) ? [more] : [])] : [more];
  if (!isDisturbed && !expected.includes(stalled ?? -1)) {
    wrong.push(`counted ${stalled} stalled runs after ${before}, as ${outcome}`);
  }

  const pages = (numberIn(left, 'total_pages') ?? 0) - (numberIn(opened, 'total_pages') ?? 0);
  const counted = run.ended !== undefined && 'result' in run.ended ? run.ended.result.exports[0]?.pages : undefined;
  if (counted !== undefined && counted !== pages)
    wrong.push(`added ${pages} pages to the total, and reports ${counted}`);
  return wrong;
}

/** A run that rests leaves no trace but of a lease that had expired. */
const changedAtRest = (opened: Item, left: Item): string[] =>
  [...new Set([...Object.keys(opened), ...Object.keys(left)])]
    .filter((name) => !name.startsWith('lease_') && !isDeepStrictEqual(opened[name], left[name]))
    .map((name) => `rested, and changed ${name}`);

/** The time may be up while a checkpoint is on its way, which takes effect all the same. */
const mayNotKnow = (outcome: string | undefined): boolean => outcome === 'budget_spent';

function nameOf({ ended }: RunTrace): string | undefined {
  if (ended === undefined) return undefined;
  if ('result' in ended) return ended.result.exports[0]?.outcome;
  return ended.error instanceof Error ? ended.error.name : undefined;
}

function hasMoved(opened: Item, left: Item): boolean {
  const from = numberIn(opened, 'end_time') ?? numberIn(left, 'start_time');
  const cursor = left['after_cursor']?.S;
  return (
    (cursor !== undefined && cursor !== opened['after_cursor']?.S) || (numberIn(left, 'end_time') ?? from) !== from
  );
}
