import { formatDateFolder, formatFolder } from '#common/object-key.ts';
import { freshnessRatio } from '#functions/export/core/state/run-history.ts';
import { LOOKUP_CONCURRENCY } from '../aws/clients.ts';
import { mapConcurrently } from '#common/concurrently.ts';
import { type Cursor, isHeld, readCursor } from '../aws/cursor.ts';
import type { Context, Report } from '../context.ts';
import { secondsToCatchUp } from '../core/catch-up.ts';
import { describeSnapshots, findNextDue, type SnapshotStatus } from '../core/snapshot-status.ts';
import { describeUnavailable, type Unavailable } from '../core/unavailable.ts';
import { observe } from '../core/listed-object.ts';
import { EXIT } from '../exit.ts';
import { withProgress } from '../print/progress.ts';
import { listTargets, type ResourceOption, type Target } from '../targets.ts';
import { readSettingsStatus, renderSettings } from './status-settings.ts';
import { renderDetails, renderTable } from './status-view.ts';

/** Position, lag and run history of an export. Times are epoch seconds; unknown values are null. */
export type ExportStatus = {
  readonly export: string;
  readonly account: string;
  readonly resource: string;
  readonly enabled: boolean;
  readonly schedule: string;
  readonly pollSeconds: number;
  /** Seconds after which the export is stale if no run has caught up or shrunk its backlog. */
  readonly staleSeconds: number;
  readonly isStale: boolean;
  readonly startTime: number | null;
  readonly position: number | null;
  readonly afterCursor: string | null;
  readonly lagSeconds: number | null;
  readonly caughtUpAt: number | null;
  readonly catchUpSeconds: number | null;
  readonly lease: { readonly owner: string; readonly until: number } | null;
  /** When Zendesk last answered with a page. */
  readonly readAt: number | null;
  readonly lastRun: { readonly at: number; readonly outcome: string | null } | null;
  /** When the next run polls Zendesk: in the past if it polls as soon as it is invoked, null if the schedule is paused. */
  readonly nextDueAt: number | null;
  readonly stalledRuns: number | null;
  /** Null unless a run found that the account lacks the resource. */
  readonly unavailable: Unavailable | null;
  readonly totals: { readonly pages: number; readonly records: number; readonly bytes: number } | null;
  /** Of a list: its snapshots. Its `position` is when the last complete one began. Null for all other exports. */
  readonly snapshot: SnapshotStatus | null;
  /** The attributes of the cursor item that are ignored because of their value. A run may fail because of them. */
  readonly invalid: readonly string[];
  readonly rewound: { readonly at: number; readonly from: number | null; readonly to: number } | null;
};

/**
 * Shows position, lag and last run: one row per export, or all details of a single export. Then the options as deployed,
 * and their differences to the settings file.
 */
export async function status(context: Context, options: ResourceOption): Promise<Report> {
  const targets = listTargets(context, options);
  const exports = await withProgress(context.io, (count) => {
    const { add } = count('listing objects');
    return mapConcurrently(targets, LOOKUP_CONCURRENCY, (target) => readStatus(context, target, add));
  });
  const [only, ...others] = exports;
  const now = Math.floor(context.io.now() / 1000);
  const configuration = readSettingsStatus(context);
  return {
    exitCode: EXIT.ok,
    data: { exports, configuration },
    text: (style) => {
      const isSingle = only !== undefined && others.length === 0;
      const shown = isSingle ? renderDetails(style, context, only, now) : renderTable(style, context, exports, now);
      return [shown, ...renderSettings(style, configuration)].join('\n');
    },
  };
}

/** @param onListed - called for each listed object */
async function readStatus(context: Context, target: Target, onListed: () => void): Promise<ExportStatus> {
  const { clients, stack, io } = context;
  const cursor = await readCursor(clients.dynamoDb, stack.table, target.id);
  const isEstimated = cursor !== undefined && target.resource.kind === 'incremental';
  const catchUpSeconds = isEstimated ? await estimateCatchUp(context, target, cursor, onListed) : undefined;
  return {
    ...describeTarget(target),
    ...describeCursor(target, cursor, io.now()),
    catchUpSeconds: catchUpSeconds ?? null,
  };
}

const describeTarget = ({ id, request, resource, schedule, exportOptions }: Target) => ({
  export: id,
  account: request.subdomain,
  resource: resource.name,
  enabled: schedule.enabled,
  schedule: schedule.expression,
  pollSeconds: exportOptions.pollSeconds,
  staleSeconds: exportOptions.staleSeconds,
});

/** @param now - epoch milliseconds */
function describeCursor({ resource, schedule, exportOptions }: Target, cursor: Cursor | undefined, now: number) {
  const { startTime, endTime, afterCursor, caughtUpAt, leaseOwner, leaseUntil, readAt, stalledRuns } = cursor ?? {};
  const { lastRunAt, lastOutcome, totalPages, totalRecords, totalBytes, rewoundAt, rewoundTo, rewoundFrom } =
    cursor ?? {};
  const isLeased = cursor !== undefined && isHeld(cursor, now);
  const seconds = Math.floor(now / 1000);
  const unavailable = describeUnavailable(cursor);
  return {
    isStale: unavailable === undefined && (freshnessRatio(cursor ?? {}, exportOptions.staleSeconds, seconds) ?? 0) >= 1,
    startTime: startTime ?? null,
    position: endTime ?? null,
    afterCursor: afterCursor ?? null,
    lagSeconds: endTime === undefined ? null : seconds - endTime,
    caughtUpAt: caughtUpAt ?? null,
    lease:
      isLeased && leaseOwner !== undefined && leaseUntil !== undefined
        ? { owner: leaseOwner, until: leaseUntil }
        : null,
    readAt: readAt ?? null,
    lastRun: lastRunAt === undefined ? null : { at: lastRunAt, outcome: lastOutcome ?? null },
    nextDueAt: schedule.enabled ? findNextDue(resource, cursor ?? {}, exportOptions) : null,
    stalledRuns: stalledRuns ?? null,
    unavailable: unavailable ?? null,
    totals: totalPages === undefined ? null : { pages: totalPages, records: totalRecords ?? 0, bytes: totalBytes ?? 0 },
    snapshot: resource.kind === 'list' ? describeSnapshots(cursor ?? {}, exportOptions.snapshotSeconds) : null,
    invalid: cursor?.invalid ?? [],
    rewound:
      rewoundAt === undefined || rewoundTo === undefined
        ? null
        : { at: rewoundAt, from: rewoundFrom ?? null, to: rewoundTo },
  };
}

/** How far behind the position (seconds) to look for objects written in the last hour. */
const SEARCHED_SECONDS = 90 * 86_400;

/** Estimates the seconds until the export catches up: 0 if it has caught up, undefined if unknown. */
async function estimateCatchUp(
  { lake, io }: Context,
  target: Target,
  cursor: Cursor,
  onListed: () => void,
): Promise<number | undefined> {
  const { endTime: position } = cursor;
  if (cursor.lastOutcome === 'caught_up') return 0;
  if (position === undefined) return undefined;
  const from = formatDateFolder(target.folder, Math.max(0, position - SEARCHED_SECONDS));
  const objects = await Array.fromAsync(observe(lake.list(formatFolder(target.folder), from), () => onListed()));
  return secondsToCatchUp(objects, Math.floor(io.now() / 1000) - position, io.now());
}
