import { formatDateFolder, formatFolder } from '#common/object-key.ts';
import { type Cursor, isHeld, readCursor } from '../aws/cursor.ts';
import { secondsToCatchUp } from '../core/catch-up.ts';
import { type Context, listTargets, type Report, type Target } from '../context.ts';
import { EXIT } from '../exit.ts';
import { type Style, list } from '../print/style.ts';
import { formatCount, pluralize, formatDuration, formatTime, formatBytes } from '#common/format.ts';

/** Position, lag and run history of an export. Times are epoch seconds; unknown values are null. */
type ExportStatus = {
  readonly export: string;
  readonly enabled: boolean;
  readonly schedule: string;
  readonly pollSeconds: number;
  readonly startTime: number | null;
  readonly position: number | null;
  readonly afterCursor: string | null;
  readonly lagSeconds: number | null;
  readonly caughtUpAt: number | null;
  readonly catchUpSeconds: number | null;
  readonly lease: { readonly owner: string; readonly until: number } | null;
  readonly lastRun: { readonly at: number; readonly outcome: string | null } | null;
  readonly stalledRuns: number | null;
  readonly totals: { readonly pages: number; readonly records: number; readonly bytes: number } | null;
  readonly rewound: { readonly at: number; readonly from: number | null; readonly to: number } | null;
};

/** Shows position, lag and last run of each export. */
export async function status(context: Context): Promise<Report> {
  const exports = await Promise.all(listTargets(context).map((target) => readStatus(context, target)));
  return {
    exitCode: EXIT.ok,
    data: { exports },
    text: (style) => exports.map((each) => render(style, each)).join('\n\n'),
  };
}

async function readStatus(context: Context, target: Target): Promise<ExportStatus> {
  const { clients, stack, io } = context;
  const cursor = await readCursor(clients.dynamoDb, stack.table, target.id);
  const { startTime, endTime, afterCursor, leaseOwner, leaseUntil, lastRunAt, lastOutcome } = cursor ?? {};
  const { totalPages, totalRecords, totalBytes, rewoundAt, rewoundTo, rewoundFrom } = cursor ?? {};
  const isLeased = cursor !== undefined && isHeld(cursor, io.now());
  return {
    export: target.id,
    enabled: target.schedule.enabled,
    schedule: target.schedule.expression,
    pollSeconds: target.exportOptions.pollSeconds,
    startTime: startTime ?? null,
    position: endTime ?? null,
    afterCursor: afterCursor ?? null,
    lagSeconds: endTime === undefined ? null : Math.floor(io.now() / 1000) - endTime,
    caughtUpAt: cursor?.caughtUpAt ?? null,
    catchUpSeconds: cursor === undefined ? null : ((await estimateCatchUp(context, target, cursor)) ?? null),
    lease:
      isLeased && leaseOwner !== undefined && leaseUntil !== undefined
        ? { owner: leaseOwner, until: leaseUntil }
        : null,
    lastRun: lastRunAt === undefined ? null : { at: lastRunAt, outcome: lastOutcome ?? null },
    stalledRuns: cursor?.stalledRuns ?? null,
    totals: totalPages === undefined ? null : { pages: totalPages, records: totalRecords ?? 0, bytes: totalBytes ?? 0 },
    rewound:
      rewoundAt === undefined || rewoundTo === undefined
        ? null
        : { at: rewoundAt, from: rewoundFrom ?? null, to: rewoundTo },
  };
}

/** How far behind the position (seconds) to look for objects written in the last hour. */
const SEARCHED_SECONDS = 90 * 86_400;

/** Estimates the seconds until the export catches up: 0 if it has caught up, undefined if unknown. */
async function estimateCatchUp({ lake, io }: Context, target: Target, cursor: Cursor): Promise<number | undefined> {
  const { endTime: position } = cursor;
  if (cursor.lastOutcome === 'caught_up') return 0;
  if (position === undefined) return undefined;
  const from = formatDateFolder(target.folder, Math.max(0, position - SEARCHED_SECONDS));
  const objects = await lake.list(formatFolder(target.folder), from);
  return secondsToCatchUp(objects, Math.floor(io.now() / 1000) - position, io.now());
}

function render(style: Style, status: ExportStatus): string {
  const { position, lagSeconds, lease, lastRun, totals, rewound, catchUpSeconds, caughtUpAt } = status;
  const polling = status.pollSeconds === 0 ? '' : `, polls at most every ${formatDuration(status.pollSeconds)}`;
  const entries: (readonly [string, string])[] = [
    ['schedule', `${status.schedule}${polling}${status.enabled ? '' : style.yellow(' (paused)')}`],
  ];
  if (position === null || lagSeconds === null) entries.push(['position', 'nothing landed yet']);
  else {
    entries.push([
      'position',
      `${formatTime(position)}${status.afterCursor === null ? '' : ' (walk through this second in progress)'}`,
    ]);
    entries.push(['lag', `${formatDuration(lagSeconds)}${catchUpSeconds === 0 ? ' (no newer records)' : ''}`]);
  }
  if (caughtUpAt !== null) entries.push(['last caught up', formatTime(caughtUpAt)]);
  if (catchUpSeconds !== 0 && position !== null) {
    entries.push(['time to catch up', catchUpSeconds === null ? 'unknown' : `about ${formatDuration(catchUpSeconds)}`]);
  }
  entries.push(['lease', lease === null ? 'free' : `held until ${formatTime(lease.until)} by ${lease.owner}`]);
  if (lastRun !== null) entries.push(['last run', `${formatTime(lastRun.at)}  ${lastRun.outcome ?? ''}`.trimEnd()]);
  if ((status.stalledRuns ?? 0) > 0) {
    entries.push(['stalled', style.red(`${pluralize(status.stalledRuns ?? 0, 'run')} without progress`)]);
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
  return `${style.bold(status.export)}\n${list(style, entries)}`;
}
