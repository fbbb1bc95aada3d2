import type { ExportResult } from '#functions/export/core/outcome.ts';
import type { Item } from '../engine/dynamodb.ts';
import type { Landed, LandedObject } from '../engine/landed.ts';
import { type ItemWrite, numberIn, type RunTrace, type Trace } from '../trace.ts';
import { wasStopped } from './deadline.ts';

const ERRORS = new Set([
  'InvalidRequestError',
  'CredentialsError',
  'ZendeskRefusedError',
  'ZendeskUnavailableError',
  'MalformedPageError',
  'PinnedSecondError',
  'StorageError',
]);

/** The result of a run matches its trace. */
export const resultAccuracy = ({ runs, writes, scenario, ...landed }: Trace): string[] =>
  runs.flatMap((run) => {
    if (run.ended === undefined) return [];
    if ('error' in run.ended)
      return isKnownError(run.ended.error) ? [] : [`run ${run.index} threw ${String(run.ended.error)}`];
    if ('unreported' in run.ended) return [];
    const [result] = run.ended.result.exports;
    return result === undefined
      ? [`run ${run.index} has no result`]
      : wrongResult(run, result, { ...landed, scenario }, writes);
  });

export const isKnownError = (error: unknown): boolean => error instanceof Error && ERRORS.has(error.name);

function wrongResult(
  run: RunTrace,
  result: ExportResult,
  { pages, sideloads, scenario }: Landed & Pick<Trace, 'scenario'>,
  writes: readonly ItemWrite[],
): string[] {
  const wrong: string[] = [];
  const isOfRun = ({ metadata }: LandedObject): boolean => metadata['run-id'] === run.id;
  const landed = pages.filter(isOfRun);
  // A write may have landed even if its response was lost or the run did not wait for it.
  const isExact =
    // A walk through hidden rows that runs out of time ends as stalled.
    !['budget_spent', 'stalled'].includes(result.outcome) &&
    run.calls.every(({ service, fault }) => service !== 's3' || fault === undefined);
  if (isExact ? result.pages !== landed.length : result.pages > landed.length) {
    wrong.push(`run ${run.index} reports ${result.pages} pages, but landed ${landed.length}`);
  }
  const records = landed.reduce((sum, page) => sum + page.records.length, 0);
  const bytes = [...landed, ...sideloads.filter(isOfRun)].reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (isExact && (result.records !== records || result.bytes !== bytes)) {
    const reported = `${result.records} records and ${result.bytes} bytes`;
    wrong.push(`run ${run.index} reports ${reported}, but landed ${records} and ${bytes}`);
  }
  const ownWrites = writes.filter((write) => write.run === run);
  if (result.outcome === 'lease_held') {
    if (ownWrites.length > 0 || run.requests.length > 0)
      wrong.push(`run ${run.index} sent a request or wrote without the lease`);
    return wrong;
  }
  const { pollSeconds = 0 } = scenario.setup;
  const mayRest = (item: Item): boolean => run.requests.length === 0 && isRested(item, run, pollSeconds);
  if (result.outcome === 'not_due' && !statesDuring(run, writes).some(mayRest)) {
    wrong.push(`run ${run.index} was skipped although it was due, or sent a request`);
  }
  if (result.outcome === 'lease_lost' && !wasStopped(run) && !wasTaken(run, writes)) {
    wrong.push(`run ${run.index} reports lease_lost, but its lease was not taken`);
  }
  const end = numberIn(ownWrites.at(-1)?.after ?? {}, 'end_time');
  if (end !== undefined && result.endTime !== null && result.endTime < end && result.outcome !== 'lease_lost') {
    const start = numberIn(ownWrites.at(-1)?.after ?? {}, 'start_time') ?? 0;
    if (end > start) wrong.push(`run ${run.index} reports end_time ${result.endTime}, but persisted ${end}`);
  }
  return wrong;
}

/** The states of the item that a run may have read: the one at its start, and those after each write until its end. */
export function statesDuring({ startedAt, ended }: RunTrace, writes: readonly ItemWrite[]): Item[] {
  const atStart = writes.findLast(({ at }) => at <= startedAt)?.after ?? {};
  const later = writes.filter(({ at }) => at > startedAt && at <= (ended?.at ?? Infinity));
  return [atStart, ...later.map(({ after }) => after)];
}

const DAY_SECONDS = 86_400;

/** Whether the previous run ended recently and did not hand over, or found the resource unavailable. */
export function isRested(item: Item, { startedAt }: Pick<RunTrace, 'startedAt'>, pollSeconds: number): boolean {
  const unavailableSeconds = startedAt / 1000 - (numberIn(item, 'unavailable_at') ?? -Infinity);
  if (unavailableSeconds < DAY_SECONDS + 1) return true;
  // In whole seconds.
  const isRecent = startedAt / 1000 - (numberIn(item, 'last_run_at') ?? 0) < pollSeconds + 1;
  const isProgressing = numberIn(item, 'stalled_runs') === 0;
  return isRecent && 'last_outcome' in item && !(hasHandedOver(item) && isProgressing);
}

/** Whether the previous run ran out of time. */
export const hasHandedOver = (item: Item): boolean =>
  ['budget_spent', 'rate_limited'].includes(item['last_outcome']?.S ?? '');

/** Whether another run or the operator wrote to the item during the run. */
export const wasTaken = ({ startedAt, ended, ...run }: RunTrace, writes: readonly ItemWrite[]): boolean =>
  writes.some(
    (write) => write.at >= startedAt && write.at <= (ended?.at ?? Infinity) && write.run?.index !== run.index,
  );
