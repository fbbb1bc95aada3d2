import { formatDateFolder, formatFolder } from '#common/object-key.ts';
import { rewind as rewindCursor } from '../aws/rewind.ts';
import { type Cursor, isHeld, readCursor } from '../aws/cursor.ts';
import { selectSince, planReplay, type Replay, sampleEvenly } from '../core/replay.ts';
import { parseTime } from '../core/time.ts';
import type { Context, Report } from '../context.ts';
import { CommandError, EXIT } from '../exit.ts';
import { openProgress } from '../print/progress.ts';
import { requireSingleExport, type ResourceOption, suggestForExport, type Target } from '../targets.ts';
import { formatCount, pluralize, formatDuration, formatTime, formatBytes } from '#common/format.ts';

export type RewindOptions = ResourceOption & {
  /** The time as typed by the user. */
  readonly to: string;
  /** Allows a move forward, which skips records for good. */
  readonly force?: boolean;
  /** Waits until no run holds the lease. */
  readonly wait?: boolean;
  /** Skips the confirmation. */
  readonly yes?: boolean;
};

/** Moves the position of an export, so that its next run reads from there. */
export async function rewind(context: Context, options: RewindOptions): Promise<Report> {
  const target = requireSingleExport(context, options);
  const to = parseTime(options.to);
  const { from, cursor } = await readPosition(context, target);
  checkDirection(context, { to, from, force: options.force === true });
  const replay = await measure(context, target, to);
  const held = isHeld(cursor, context.io.now()) ? ` A run holds the lease${formatLeaseEnd(cursor)}.` : '';
  const plan = `${describePlan(target, { to, from }, replay)}${held}`;
  if (options.yes !== true) await confirm(context, plan);
  await write(context, target, { to, wait: options.wait === true });
  return {
    exitCode: EXIT.ok,
    data: { export: target.id, from, to, replay },
    text: () =>
      `${plan}\nMoved ${target.id} to ${formatTime(to)}. The next run reads from there.` +
      (target.schedule.enabled
        ? ''
        : `\nThe schedule is paused. To start a run: ${suggestForExport(context, 'run', target)}`),
  };
}

async function readPosition(context: Context, target: Target): Promise<{ from: number; cursor: Cursor }> {
  const { id, exportOptions } = target;
  const cursor = await readCursor(context.clients.dynamoDb, context.stack.table, id);
  // A resource that was never available has no position yet. Its rewind lets the next run try it again.
  const from = cursor?.endTime ?? (cursor?.unavailableAt === undefined ? undefined : exportOptions.startTime);
  if (cursor !== undefined && from !== undefined) return { from, cursor };
  throw new CommandError(
    `${id} has not landed anything yet, so there is nothing to rewind. It starts at its startTime.`,
  );
}

function checkDirection({ io }: Context, { to, from, force }: { to: number; from: number; force: boolean }): void {
  if (to > io.now() / 1000) throw new CommandError(`${formatTime(to)} is in the future.`);
  if (to > from && !force) {
    throw new CommandError(
      `${formatTime(to)} is after the current position ${formatTime(from)}. The records in between would never be exported. To skip them, pass --force.`,
    );
  }
}

async function measure({ lake, io }: Context, target: Target, to: number): Promise<Replay> {
  const { folder, request, exportOptions, resource } = target;
  const progress = openProgress(io.err, 'counting objects');
  try {
    const objects = selectSince(await lake.list(formatFolder(folder), formatDateFolder(folder, to)), to);
    const sample = sampleEvenly(objects);
    progress.addTotal(sample.length);
    const sampled = await lake.metadata(sample, progress.increment);
    return planReplay(
      objects,
      sampled.map(({ records }) => records),
      { ...request, pageSize: exportOptions.pageSize, allowedPerMinute: resource.rateLimit.requestsPerMinute },
    );
  } finally {
    progress.stop();
  }
}

function describePlan(target: Target, { to, from }: { to: number; from: number }, replay: Replay): string {
  const { objects, bytes, records, isExact, hours } = replay;
  const action = to > from ? `Move ${target.id} forward` : `Rewind ${target.id}`;
  return (
    `${action} from ${formatTime(from)} to ${formatTime(to)}. This covers ` +
    `${pluralize(objects, 'object')} (${formatBytes(bytes)}) with ${isExact ? '' : 'about '}${formatCount(records)} records. ` +
    `Re-exporting them takes about ${formatDuration(hours * 3600)}. Unchanged pages are not stored twice.`
  );
}

async function confirm({ io, options }: Context, plan: string): Promise<void> {
  if (io.confirm === undefined || options.json) {
    throw new CommandError(
      `${plan}\nNothing was changed: confirmation is required, but no terminal is attached. Pass --yes.`,
    );
  }
  if (!(await io.confirm(`${plan} Continue?`))) throw new CommandError('Nothing was changed.');
}

/** Time between two attempts while a run holds the lease. */
const WAIT_MS = 2_000;

/** The conditional write checks the lease. A read before the write would leave a race. */
async function write(context: Context, target: Target, { to, wait }: { to: number; wait: boolean }): Promise<void> {
  const { clients, stack, io } = context;
  const signal = new AbortController().signal;
  for (;;) {
    const { from, cursor } = await readPosition(context, target);
    const { kind } = target.resource;
    const moment = { kind, to, from, now: io.now() };
    const result = await rewindCursor(clients.dynamoDb, stack.table, target.id, moment, signal);
    if (result === 'rewound') return;
    if (!wait) throw lockedError(target, cursor);
    await io.sleep(WAIT_MS);
  }
}

const formatLeaseEnd = ({ leaseUntil }: Cursor): string =>
  leaseUntil === undefined ? '' : ` until ${formatTime(leaseUntil)} at the latest`;

const lockedError = ({ id }: Target, cursor: Cursor): CommandError =>
  new CommandError(
    `A run holds the lease of ${id}${formatLeaseEnd(cursor)}. Nothing was changed. Pass --wait, or retry after the run.`,
    EXIT.locked,
  );
