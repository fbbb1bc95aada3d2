import { wasStopped } from './deadline.ts';
import { type ItemWrite, numberIn, type RunTrace, type Trace } from '../trace.ts';

/**
 * At most one run holds the export between its lease and its deadline, and no other run changes anything:
 * each write was made by the owner, or took a lease that was free, had expired or was the writer's own already.
 */
export function exclusive({ writes, runs }: Trace): string[] {
  return [
    ...writes.flatMap(wrongWrite),
    ...runs.filter((run) => keptLease(run, writes)).map(({ index }) => `run ${index} ended and kept its lease`),
  ];
}

function wrongWrite({ at, run, before, after }: ItemWrite): string[] {
  const owner = before['lease_owner']?.S;
  const until = numberIn(before, 'lease_until');
  const isFree = owner === undefined || until === undefined || until < Math.floor(at / 1000);
  if (run === undefined) return isFree ? [] : ['the operator took a lease that was held'];
  if (owner === run.id) return [];
  const takes = after['lease_owner']?.S === run.id;
  if (!takes) return [`run ${run.index} wrote without holding the lease`];
  if (!isFree) return [`run ${run.index} took the lease from ${owner}`];
  return numberIn(after, 'lease_until') === Math.ceil(run.deadline / 1000)
    ? []
    : [`the lease of run ${run.index} does not end with its deadline`];
}

/** Whether a run came to its end with nothing in the way of its writes, and the lease is still there. */
function keptLease(run: RunTrace, writes: readonly ItemWrite[]): boolean {
  const { id, ended, calls } = run;
  if (ended === undefined || id === undefined || wasStopped(run)) return false;
  const isUndisturbed = calls.every(({ service, fault }) => service !== 'dynamodb' || fault === undefined);
  const item = writes.findLast((write) => write.at <= ended.at)?.after;
  return isUndisturbed && item?.['lease_owner']?.S === id;
}
