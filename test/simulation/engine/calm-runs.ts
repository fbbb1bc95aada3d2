import { CURSOR_ATTRIBUTES } from '#common/cursor-attributes.ts';
import type { Run, Scenario } from '../scenario.ts';
import { type CalmEnd, numberIn, type RunTrace } from '../trace.ts';
import { calmBudget } from './calm-budget.ts';
import type { Table } from './dynamodb.ts';
import type { Timeline } from './timeline.ts';

export type CalmSurroundings = {
  readonly timeline: Timeline;
  readonly table: Table;
  readonly scenario: Scenario;
  /** All exports and lists. */
  readonly exports: readonly { readonly id: string; readonly name: string; readonly kind: 'incremental' | 'list' }[];
  readonly start: (settings: Run) => RunTrace;
  /** The number of records of all exports and lists. */
  readonly records: number;
};

/**
 * Runs the export until nothing changes any more. A reduced page size grows with every page that lands, and it is part of
 * `after_url`. As long as it grows, a page that is read again becomes a new object.
 */
export async function runCalmly(surroundings: CalmSurroundings): Promise<CalmEnd> {
  const { timeline, table, scenario, exports, start, records } = surroundings;
  const { setup } = scenario;
  const { everySeconds, settleSeconds } = scenario.calm;
  const settings = { after: 0, settleSeconds, cold: false, faults: [], remainingMs: calmBudget(scenario) };
  // One page per run, some of them after requests that time out. In eleven runs a page size grows from 1 to 1,000.
  const maxRuns = 60 + 4 * records;
  // With hidden rows or a heavy second, a stream can end in a walk. The next runs read its last second and the records
  // after it.
  const enough = setup.hiddenRows || setup.heavySecondBytes !== undefined ? 4 : 2;
  const from = Math.floor(timeline.now() / 1000);
  const incremental = exports.filter(({ kind }) => kind === 'incremental');
  const lists = exports.filter(({ kind }) => kind === 'list');
  const reducedPageSizes = (): string =>
    incremental.map(({ id }) => numberIn(table.item(id) ?? {}, CURSOR_ATTRIBUTES.perPage)).join();
  /** Whether each list has a complete snapshot that began after all changes. The next one may be under way already. */
  const areListsCurrent = (): boolean =>
    lists.every(({ id }) => (numberIn(table.item(id) ?? {}, CURSOR_ATTRIBUTES.endTime) ?? -1) >= from);

  let caughtUp = 0;
  let quiet = 0;
  for (let i = 0; i < maxRuns && quiet < enough; i += 1) {
    const pageSizes = reducedPageSizes();
    const run = start(settings);
    await timeline.runUntil(() => run.ended !== undefined);
    const isCurrent = isCaughtUp(run, lists) && areListsCurrent();
    caughtUp = isCurrent ? caughtUp + 1 : 0;
    quiet = isCurrent && reducedPageSizes() === pageSizes ? quiet + 1 : 0;
    await timeline.run(run.startedAt + everySeconds * 1000);
  }
  if (quiet === enough) return 'quiet';
  return caughtUp < enough ? 'behind' : 'page_size_changing';
}

/** Whether a run has caught up with all exports except these. */
const isCaughtUp = ({ ended }: RunTrace, except: readonly { readonly name: string }[]): boolean =>
  ended !== undefined &&
  'result' in ended &&
  ended.result.exports.every(
    ({ resource, outcome }) => outcome === 'caught_up' || except.some(({ name }) => name === resource),
  );
