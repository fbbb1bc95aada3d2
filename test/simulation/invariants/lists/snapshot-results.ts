import type { ExportResult } from '#functions/export/core/outcome.ts';
import type { Item } from '../../engine/dynamodb.ts';
import { SNAPSHOT_SECONDS } from '../../engine/function-process.ts';
import { type ItemWrite, type ListTrace, numberIn, type RunTrace } from '../../trace.ts';
import { isKnownError, isRested, statesDuring, wasTaken } from '../result-accuracy.ts';
import { wasStopped } from '../deadline.ts';

/** The result of a run matches its trace. A list that is not due is not requested, and one that is due is. */
export const snapshotResults = (trace: ListTrace): string[] =>
  trace.runs.flatMap((run) => {
    const { ended } = run;
    if (ended === undefined || 'unreported' in ended) return [];
    if ('error' in ended) return isKnownError(ended.error) ? [] : [`run ${run.index} threw ${String(ended.error)}`];
    const [result] = ended.result.exports;
    if (result === undefined) return [`run ${run.index} has no result`];
    return wrongResult(run, result, trace).map((violation) => `run ${run.index} ${violation}`);
  });

function wrongResult(run: RunTrace, result: ExportResult, { pages, writes, scenario }: ListTrace): string[] {
  const wrong: string[] = [];
  const { outcome } = result;
  const landed = pages.filter(({ metadata }) => metadata['run-id'] === run.id);
  const ownWrites = writes.filter((write) => write.run === run);
  // A write may have taken effect even if its response was lost or the run did not wait for it.
  const isExact =
    outcome !== 'budget_spent' && run.calls.every(({ service, fault }) => service === 'zendesk' || fault === undefined);
  if (isExact ? result.pages !== landed.length : result.pages > landed.length)
    wrong.push(`reports ${result.pages} pages, but landed ${landed.length}`);
  const records = landed.reduce((sum, page) => sum + page.records, 0);
  if (isExact && result.records !== records) wrong.push(`reports ${result.records} records, but landed ${records}`);
  if (outcome === 'lease_held' || outcome === 'not_due') {
    if (landed.length > 0 || run.requests.some(({ method }) => method === 'GET'))
      wrong.push(`ended ${outcome}, but sent a request`);
    if (outcome === 'lease_held') return wrong;
  }
  const states = statesDuring(run, writes);
  if (outcome === 'not_due' && !states.some((item) => isAtRest(item, run, scenario.setup.pollSeconds)))
    wrong.push('was skipped although it was due');
  if (outcome === 'lease_lost' && !wasStopped(run) && !wasTaken(run, writes))
    wrong.push('reports lease_lost, but its lease was not taken');
  if (!isExact) return wrong;
  const end = numberIn((ownWrites.at(-1) ?? { after: states.at(-1) ?? {} }).after, 'end_time') ?? null;
  if (
    outcome !== 'lease_lost' &&
    !states
      .concat(ownWrites.map(({ after }) => after))
      .some((item) => (numberIn(item, 'end_time') ?? null) === result.endTime)
  )
    wrong.push(`reports end_time ${result.endTime}, but the item has ${end}`);
  if (outcome === 'caught_up' && !ownWrites.some(isCompletion) && !mayEndWithoutPage(run))
    wrong.push('caught up without a complete snapshot');
  return wrong;
}

const isCompletion = ({ before, after }: ItemWrite): boolean =>
  numberIn(before, 'end_time') !== numberIn(after, 'end_time');

/** A window in the future is not requested. Some responses name the time of the request as too recent. */
const mayEndWithoutPage = ({ requests }: RunTrace): boolean =>
  requests.every(({ method, answered }) => method !== 'GET' || answered?.status === 400 || answered?.status === 422);

/** Whether a list is not due: its last complete snapshot is recent, or the run before it was. */
function isAtRest(item: Item, run: RunTrace, pollSeconds = 0): boolean {
  // In whole seconds.
  const age = run.startedAt / 1000 - (numberIn(item, 'end_time') ?? -Infinity);
  return (age < SNAPSHOT_SECONDS + 1 && !('rewound_to' in item)) || isRested(item, run, pollSeconds);
}
