import { CredentialsError } from '../errors.ts';
import type { ExportOptions } from '../export-options.ts';
import type { CursorItem } from '../state/cursor.ts';
import { freshnessRatio, type RunHistory } from '../state/run-history.ts';
import { type Metric, type MetricNameOf, toMetrics } from './metrics.ts';
import type { ExportSummary } from './run-metrics.ts';

/** An export as known at the start of a run. */
type KnownExport = {
  readonly id: string;
  readonly options: Pick<ExportOptions, 'staleSeconds'>;
  /** Undefined if it could not be read. */
  readonly item: Pick<CursorItem, 'runHistory' | 'unavailableAt'> | undefined;
  /** When the item was read, in epoch milliseconds. */
  readonly readAt: number;
};

/**
 * Returns the metrics of an account at the end of a run. The worst export counts. An export that this run did not
 * advance counts by its cursor item. Otherwise it could be stuck for hours, unseen behind exports that are fresh. An
 * export that is unavailable does not count: it has nothing to export.
 *
 * @param summaries - by export id; without the exports that were not due
 * @param apiTokenDaysLeft - days until Zendesk ends API tokens; undefined unless one is in use
 */
export function accountMetrics(
  exports: readonly KnownExport[],
  summaries: ReadonlyMap<string, ExportSummary>,
  apiTokenDaysLeft: number | undefined,
): Metric[] {
  const histories = exports.flatMap((each) => historyOf(each, summaries.get(each.id)) ?? []);
  const ratios = histories.flatMap(({ history, staleSeconds, at }) => freshnessRatio(history, staleSeconds, at) ?? []);
  const ends = [...summaries.values()];
  const values: Record<MetricNameOf<'account'>, number | undefined> = {
    FreshnessRatio: ratios.length === 0 ? undefined : Math.max(...ratios),
    StalledRuns: Math.max(0, ...histories.map(({ history }) => history.stalledRuns ?? 0)),
    Failed: ends.filter(({ ended }) => ended === 'failed').length,
    CredentialsErrors: Number(ends.some(({ error }) => error instanceof CredentialsError)),
    ApiTokenDaysLeft: apiTokenDaysLeft,
  };
  return toMetrics(values);
}

/** Returns the newest history of an export and when it applied, in epoch seconds. */
function historyOf(
  { item, options: { staleSeconds }, readAt }: KnownExport,
  summary: ExportSummary | undefined,
): { readonly history: RunHistory; readonly staleSeconds: number; readonly at: number } | undefined {
  if (summary?.ended === 'unavailable') return undefined;
  if (summary?.runHistory !== undefined) {
    const { runHistory: history } = summary;
    return { history, staleSeconds, at: history.lastRunAt ?? 0 };
  }
  if (item?.runHistory === undefined || item.unavailableAt !== undefined) return undefined;
  return { history: item.runHistory, staleSeconds, at: Math.floor(readAt / 1000) };
}
