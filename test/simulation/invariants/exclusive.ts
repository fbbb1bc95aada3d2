import { wasStopped } from './deadline.ts';
import { type ItemWrite, numberIn, type RunTrace, type Trace } from '../trace.ts';

/**
 * At most one run holds the lease of an export until its deadline, and no other run writes. Each write is by the owner, or
 * takes a lease that is free, expired or already the writer's.
 */
export function exclusive({ writes, runs }: Pick<Trace, 'writes' | 'runs'>): string[] {
  return [
    ...writes.flatMap(wrongWrite),
    ...runs.filter((run) => keptLease(run, writes)).map(({ index }) => `run ${index} ended and kept its lease`),
  ];
}

function wrongWrite({ at, run, before, after }: ItemWrite): string[] {
  const owner = before['lease_owner']?.S;
  const until = numberIn(before, 'lease_until');
  const isFree = owner === undefined || until === undefined || until < Math.floor(at / 1000);
  if (run === undefined) return isFree ? [] : ['the operator wrote while a run held the lease'];
  if (owner === run.id) return [];
  const takes = after['lease_owner']?.S === run.id;
  if (!takes) return [`run ${run.index} wrote without holding the lease`];
  if (!isFree) return [`run ${run.index} took the lease from ${owner}`];
  return numberIn(after, 'lease_until') === Math.ceil(run.deadline / 1000)
    ? []
    : [`the lease of run ${run.index} does not end with its deadline`];
}

/** Whether a run ended without DynamoDB faults and still holds its lease. */
function keptLease(run: RunTrace, writes: readonly ItemWrite[]): boolean {
  const { id, ended, calls } = run;
  if (ended === undefined || id === undefined || wasStopped(run)) return false;
  const hasNoFaults = calls.every(({ service, fault }) => service !== 'dynamodb' || fault === undefined);
  const item = writes.findLast((write) => write.at <= ended.at)?.after;
  return hasNoFaults && item?.['lease_owner']?.S === id;
}
