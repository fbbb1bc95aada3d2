import { formatBytes, formatCount, formatDuration, formatTime, pluralize } from '#common/format.ts';
import type { Context } from '../context.ts';
import { list, type Style, table } from '../print/style.ts';
import { wrap } from '../print/wrap.ts';
import { suggestCommand } from '../targets.ts';
import { formatSnapshotNotes, formatSnapshots } from './status-list-view.ts';
import type { ExportStatus } from './status.ts';

const HEAD = ['resource', 'outcome', 'lag', 'caught up', 'last run', 'next due', ''];

/**
 * Formats one row per export, grouped by account.
 * @param now - epoch seconds
 */
export function renderTable(
  style: Style,
  context: Pick<Context, 'options'>,
  exports: readonly ExportStatus[],
  now: number,
): string {
  const accounts = Map.groupBy(exports, ({ account }) => account);
  return [...accounts]
    .map(([account, each]) =>
      [
        `${style.bold(account)}  ${formatSchedule(style, each[0])}`,
        table(
          style,
          HEAD,
          each.map((status) => formatRow(style, status, now)),
        ),
        ...each.flatMap((status) => [...explainInvalid(style, status), ...explainUnavailable(context, status)]),
      ].join('\n'),
    )
    .join('\n\n');
}

const formatSchedule = (style: Style, status: ExportStatus | undefined): string =>
  status === undefined ? '' : `${status.schedule}${status.enabled ? '' : style.yellow(' (paused)')}`;

function formatRow(style: Style, status: ExportStatus, now: number): string[] {
  const { lastRun, lagSeconds, caughtUpAt } = status;
  return [
    status.resource,
    formatOutcome(style, status),
    lagSeconds === null ? '–' : formatDuration(lagSeconds),
    formatAgo(caughtUpAt, now),
    formatAgo(lastRun?.at ?? null, now),
    formatNext(status, now),
    formatNotes(style, status).join(', '),
  ];
}

/** The outcomes that need no attention. All others are errors or lead to an alarm if they persist. */
const HARMLESS = new Set(['caught_up', 'rate_limited', 'budget_spent', 'lease_lost', 'unavailable']);

function formatOutcome(style: Style, { lastRun, rewound }: ExportStatus): string {
  const outcome = lastRun?.outcome ?? null;
  if (outcome === null) return rewound === null ? '–' : 'rewound';
  return HARMLESS.has(outcome) ? outcome : style.red(outcome);
}

const formatAgo = (at: number | null, now: number): string =>
  at === null ? '–' : `${formatDuration(now - at, 1)} ago`;

function formatNext({ lease, nextDueAt }: ExportStatus, now: number): string {
  if (lease !== null) return 'running';
  if (nextDueAt === null) return 'paused';
  return nextDueAt <= now ? 'now' : `in ${formatDuration(nextDueAt - now)}`;
}

function formatNotes(style: Style, status: ExportStatus): string[] {
  const { stalledRuns, afterCursor, catchUpSeconds, position, isStale, snapshot } = status;
  return [
    ...(isStale ? [style.red('stale')] : []),
    ...((stalledRuns ?? 0) > 0 ? [style.red(`stalled ${pluralize(stalledRuns ?? 0, 'run')}`)] : []),
    ...(snapshot === null ? [] : formatSnapshotNotes(snapshot)),
    ...(afterCursor === null || snapshot !== null ? [] : ['walking']),
    ...(catchUpSeconds === null || catchUpSeconds === 0 || position === null
      ? []
      : [`${formatDuration(catchUpSeconds)} to go`]),
  ];
}

const explainInvalid = (style: Style, { resource, invalid }: ExportStatus): string[] =>
  invalid.length === 0 ? [] : [style.red(`${resource}: the cursor item is not valid: ${invalid.join(', ')}`)];

function explainUnavailable(context: Pick<Context, 'options'>, status: ExportStatus): string[] {
  const { unavailable, account, resource } = status;
  if (unavailable === null) return [];
  const { at, until, reason } = unavailable;
  // The reason begins with the export's id.
  const cause =
    reason?.slice(reason.indexOf(': ') + 2) ?? "The account's plan, its products or the token's scope lack it.";
  return [
    wrap(
      `${resource}: unavailable since ${formatTime(at)}. ${cause} A run tries again after ${formatTime(until)}. ` +
        `To check it now: ${suggestCommand(context, `doctor --resource ${resource}`, account)}`,
    ),
  ];
}

/**
 * Formats all details of one export.
 * @param now - epoch seconds
 */
export function renderDetails(
  style: Style,
  context: Pick<Context, 'options'>,
  status: ExportStatus,
  now: number,
): string {
  const { lease, lastRun, totals, rewound, caughtUpAt, readAt, nextDueAt, stalledRuns, snapshot } = status;
  const polling = status.pollSeconds === 0 ? '' : `, polls at most every ${formatDuration(status.pollSeconds)}`;
  const entries: (readonly [string, string])[] = [
    ['schedule', `${status.schedule}${polling}${status.enabled ? '' : style.yellow(' (paused)')}`],
    ...(snapshot === null ? formatPosition(status, now) : formatSnapshots(snapshot, now)),
  ];
  if (status.isStale)
    entries.push(['stale', style.red(`not fresh for ${formatDuration(status.staleSeconds)} or more`)]);
  if (caughtUpAt !== null) entries.push(['last caught up', formatTime(caughtUpAt)]);
  entries.push(...formatCatchUp(status));
  entries.push(['lease', lease === null ? 'free' : `held until ${formatTime(lease.until)} by ${lease.owner}`]);
  if (lastRun !== null) entries.push(['last run', `${formatTime(lastRun.at)}  ${lastRun.outcome ?? ''}`.trimEnd()]);
  if (readAt !== null) entries.push(['last answer', formatTime(readAt)]);
  if (nextDueAt !== null && nextDueAt > 0) entries.push(['next poll', `${formatTime(nextDueAt)} or later`]);
  if ((stalledRuns ?? 0) > 0) {
    entries.push(['stalled', style.red(`${pluralize(stalledRuns ?? 0, 'run')} without progress`)]);
  }
  if (totals !== null) {
    entries.push([
      'total landed',
      `${pluralize(totals.pages, 'page')}, ${formatCount(totals.records)} records, ${formatBytes(totals.bytes)}`,
    ]);
  }
  if (rewound !== null) {
    const from = rewound.from === null ? '' : ` from ${formatTime(rewound.from)}`;
    entries.push(['last rewind', `${formatTime(rewound.at)}${from} to ${formatTime(rewound.to)}`]);
  }
  const notes = [...explainInvalid(style, status), ...explainUnavailable(context, status)];
  return [style.bold(status.export), list(style, entries), ...notes].join('\n');
}

type Entry = readonly [name: string, value: string];

function formatPosition(status: ExportStatus, now: number): Entry[] {
  const { position, lagSeconds, afterCursor, catchUpSeconds, caughtUpAt, invalid } = status;
  if (position === null || lagSeconds === null) {
    return [['position', invalid.length === 0 ? 'nothing landed yet' : 'unknown']];
  }
  const walk = afterCursor === null ? '' : ' (walk through this second in progress)';
  const looked = caughtUpAt === null ? 'in the last run' : formatAgo(caughtUpAt, now);
  return [
    ['position', `${formatTime(position)}${walk}`],
    ['lag', `${formatDuration(lagSeconds)}${catchUpSeconds === 0 ? ` (no newer records ${looked})` : ''}`],
  ];
}

function formatCatchUp({ position, catchUpSeconds, snapshot }: ExportStatus): Entry[] {
  if (snapshot !== null || catchUpSeconds === 0 || position === null) return [];
  return [['time to catch up', catchUpSeconds === null ? 'unknown' : `about ${formatDuration(catchUpSeconds)}`]];
}
