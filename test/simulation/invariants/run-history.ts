import { isDeepStrictEqual } from 'node:util';
import { type Resources, RESOURCES } from '#functions/export/core/resources.ts';
import type { Item } from '../engine/dynamodb.ts';
import { type ItemWrite, numberIn, type RunTrace, type Trace } from '../trace.ts';

/** The run history on the cursor item matches the trace. */
export const runHistory = ({ runs, writes }: Pick<Trace, 'runs' | 'writes'>): string[] =>
  runs.flatMap((run) => {
    const ownWrites = writes.filter((write) => write.run === run);
    const [first, last] = [ownWrites[0], ownWrites.at(-1)];
    if (first === undefined || last === undefined || !releases(last, run)) return [];
    return wrongHistory(run, first.before, last.after).map((violation) => `run ${run.index} ${violation}`);
  });

const releases = ({ before, after }: ItemWrite, { id }: RunTrace): boolean =>
  before['lease_owner']?.S === id && !('lease_owner' in after);

function wrongHistory(run: RunTrace, opened: Item, released: Item): string[] {
  if (nameOf(run) === 'not_due') return changedBySkippedRun(opened, released);
  const isReported = run.ended !== undefined && !('unreported' in run.ended);
  const wrong: string[] = [];
  const outcome = released['last_outcome']?.S;
  const at = numberIn(released, 'last_run_at');
  const isCaughtUp = outcome === 'caught_up';
  // If a response is lost, or the run does not wait for it, the run does not know about its write.
  const isDisturbed =
    nameOf(run) === 'StorageError' ||
    run.calls.some(({ service, fault }) => service === 'dynamodb' && fault !== undefined);
  // The run may not even know that it had the lease.
  if (isDisturbed && at === numberIn(opened, 'last_run_at')) return [];
  const names = [nameOf(run), ...(mayMissCheckpoint(nameOf(run)) ? ['caught_up'] : [])];
  // A process may be killed after its release, before the run returns.
  if (!isDisturbed && isReported && !names.includes(outcome))
    wrong.push(`ended as ${nameOf(run)}, but last_outcome is ${outcome}`);
  if (at === undefined || at * 1000 > (run.ended?.at ?? Infinity))
    wrong.push(`recorded last_run_at ${at}, which is not before its end`);
  const caughtUpAt = isCaughtUp ? at : numberIn(opened, 'caught_up_at');
  if (numberIn(released, 'caught_up_at') !== caughtUpAt) wrong.push('recorded a wrong caught_up_at');
  const isExact = !isDisturbed && !mayMissCheckpoint(outcome);
  if (!isDisturbed && !freshTimes(opened, released, isExact).includes(numberIn(released, 'fresh_at')))
    wrong.push('recorded a wrong fresh_at');

  const stalled = numberIn(released, 'stalled_runs');
  const before = numberIn(opened, 'stalled_runs') ?? 0;
  const more = outcome === 'lease_lost' ? before : before + 1;
  // A stalled run is counted even if it moved the position before.
  const hasProgressed = outcome !== 'stalled' && hasMoved(opened, released);
  // An unavailable resource has nothing to export, so it is not stalled.
  const isAtRest = isCaughtUp || outcome === 'unavailable';
  const expected = isAtRest ? [0] : hasProgressed ? [0, ...(mayMissCheckpoint(outcome) ? [more] : [])] : [more];
  if (!isDisturbed && !expected.includes(stalled ?? -1)) {
    wrong.push(`recorded ${stalled} stalled runs after ${before}, with outcome ${outcome}`);
  }

  const pages = (numberIn(released, 'total_pages') ?? 0) - (numberIn(opened, 'total_pages') ?? 0);
  const counted = run.ended !== undefined && 'result' in run.ended ? run.ended.result.exports[0]?.pages : undefined;
  if (counted !== undefined && counted !== pages)
    wrong.push(`added ${pages} pages to the total, but reports ${counted}`);
  return wrong;
}

/** A skipped run changes nothing, except that it may remove an expired lease. */
const changedBySkippedRun = (opened: Item, released: Item): string[] =>
  [...new Set([...Object.keys(opened), ...Object.keys(released)])]
    .filter((name) => !name.startsWith('lease_') && !isDeepStrictEqual(opened[name], released[name]))
    .map((name) => `was skipped, but changed ${name}`);

/** Time may run out while a checkpoint is in transit. The checkpoint still takes effect. */
const mayMissCheckpoint = (outcome: string | undefined): boolean => outcome === 'budget_spent';

function nameOf({ ended }: RunTrace): string | undefined {
  if (ended === undefined) return undefined;
  if ('result' in ended) return ended.result.exports[0]?.outcome;
  return 'error' in ended && ended.error instanceof Error ? ended.error.name : undefined;
}

/** The values of `fresh_at` that a run may record. `isExact`: false if the run may not know about its last checkpoint. */
function freshTimes(opened: Item, released: Item, isExact: boolean): (number | undefined)[] {
  const at = freshTime(released);
  if (released['last_outcome']?.S === 'caught_up') return [at];
  const before = numberIn(opened, 'fresh_at');
  if (!hasShrunk(opened, released)) return [before];
  return isExact ? [at] : [at, before];
}

/** The end of the run. Of a list: the start of its last complete snapshot, if there is one. */
function freshTime(released: Item): number | undefined {
  const [, name = ''] = released['export_id']?.S?.split('/') ?? [];
  const resources: Resources = RESOURCES;
  const snapshot = resources[name]?.kind === 'list' ? numberIn(released, 'end_time') : undefined;
  return snapshot ?? numberIn(released, 'last_run_at');
}

/** Whether the position gained more seconds than have passed since the run before. */
function hasShrunk(opened: Item, released: Item): boolean {
  const at = numberIn(released, 'last_run_at') ?? 0;
  const from = numberIn(opened, 'end_time') ?? numberIn(released, 'start_time') ?? Infinity;
  return (numberIn(released, 'end_time') ?? 0) - from > at - (numberIn(opened, 'last_run_at') ?? at);
}

function hasMoved(opened: Item, released: Item): boolean {
  const from = numberIn(opened, 'end_time') ?? numberIn(released, 'start_time');
  // Of a list: the pages of the snapshot under way.
  const hasPlace = ['after_cursor', 'page'].some(
    (name) => name in released && !isDeepStrictEqual(placeIn(released, name), placeIn(opened, name)),
  );
  return hasPlace || (numberIn(released, 'end_time') ?? from) !== from;
}

/** The value of an attribute, and the snapshot to which it belongs. */
const placeIn = (item: Item, name: string): unknown => [item[name], item['snapshot_time']];
