import type { ExportResult } from '#functions/export/core/outcome.ts';
import type { Landed, LandedObject } from '../engine/landed.ts';
import { type ItemWrite, numberIn, type RunTrace, type Trace } from '../trace.ts';
import type { Setup } from '../scenario.ts';
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

/** The result of a run is what happened. */
export const resultAccuracy = ({ runs, writes, scenario, ...landed }: Trace): string[] =>
  runs.flatMap((run) => {
    if (run.ended === undefined) return [];
    if ('error' in run.ended)
      return isKnown(run.ended.error) ? [] : [`run ${run.index} threw ${String(run.ended.error)}`];
    const [result] = run.ended.result.exports;
    return result === undefined
      ? [`run ${run.index} has no result`]
      : wrongResult(run, result, { ...landed, scenario }, writes);
  });

const isKnown = (error: unknown): boolean => error instanceof Error && ERRORS.has(error.name);

function wrongResult(
  run: RunTrace,
  result: ExportResult,
  { pages, sideloads, scenario }: Landed & Pick<Trace, 'scenario'>,
  writes: readonly ItemWrite[],
): string[] {
  const wrong: string[] = [];
  const isMine = ({ metadata }: LandedObject): boolean => metadata['run-id'] === run.id;
  const landed = pages.filter(isMine);
  // A write whose answer was lost, or was not waited for, may have landed all the same.
  const isExact =
    // A walk through hidden rows that is out of time is stalled.
    !['budget_spent', 'stalled'].includes(result.outcome) &&
    run.calls.every(({ service, fault }) => service !== 's3' || fault === undefined);
  if (isExact ? result.pages !== landed.length : result.pages > landed.length) {
    wrong.push(`run ${run.index} counts ${result.pages} pages of ${landed.length}`);
  }
  const records = landed.reduce((sum, { tickets }) => sum + tickets.length, 0);
  const bytes = [...landed, ...sideloads.filter(isMine)].reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (isExact && (result.records !== records || result.bytes !== bytes)) {
    const counted = `${result.records} records and ${result.bytes} bytes`;
    wrong.push(`run ${run.index} counts ${counted}, not ${records} and ${bytes}`);
  }
  const mine = writes.filter((write) => write.run === run);
  if (result.outcome === 'lease_held') {
    if (mine.length > 0 || run.requests.length > 0) wrong.push(`run ${run.index} did something without the lease`);
    return wrong;
  }
  if (result.outcome === 'not_due' && !mayRest(run, mine[0], scenario.setup)) {
    wrong.push(`run ${run.index} rested although there was something to do, or did something`);
  }
  if (result.outcome === 'lease_lost' && !wasStopped(run) && !wasTaken(run, writes)) {
    wrong.push(`run ${run.index} lost a lease that was not taken`);
  }
  const end = numberIn(mine.at(-1)?.after ?? {}, 'end_time');
  if (end !== undefined && result.endTime !== null && result.endTime < end && result.outcome !== 'lease_lost') {
    const began = numberIn(mine.at(-1)?.after ?? {}, 'start_time') ?? 0;
    if (end > began) wrong.push(`run ${run.index} says it reached ${result.endTime}, and persisted ${end}`);
  }
  return wrong;
}

/** Whether a run had nothing to do, since the last one had not left it anything and had only just ended. */
function mayRest({ requests }: RunTrace, acquired: ItemWrite | undefined, { pollSeconds = 0 }: Setup): boolean {
  const { at = 0, before = {} } = acquired ?? {};
  const hasHandedOver = ['budget_spent', 'rate_limited'].includes(before['last_outcome']?.S ?? '');
  const isGettingOn = numberIn(before, 'stalled_runs') === 0;
  // In whole seconds.
  const isRecent = at / 1000 - (numberIn(before, 'last_run_at') ?? 0) < pollSeconds + 1;
  return requests.length === 0 && isRecent && 'last_outcome' in before && !(hasHandedOver && isGettingOn);
}

/** Whether another run or the operator wrote to the item while the run was at it. */
const wasTaken = ({ startedAt, ended, ...run }: RunTrace, writes: readonly ItemWrite[]): boolean =>
  writes.some(
    (write) => write.at >= startedAt && write.at <= (ended?.at ?? Infinity) && write.run?.index !== run.index,
  );
