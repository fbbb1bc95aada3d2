import { formatDateFolder, formatFolder } from '#common/object-key.ts';
import { rewind as rewindCursor } from '../aws/rewind.ts';
import { type Cursor, isHeld, readCursor } from '../aws/cursor.ts';
import { landedSince, planReplay, type Replay, sampleEvenly } from '../core/replay.ts';
import { epochSeconds } from '../core/time.ts';
import { suggestCommand, type Context, requireSingle, type Report, type Target, targetsOf } from '../context.ts';
import { CommandError, EXIT } from '../exit.ts';
import { openProgress } from '../print/progress.ts';
import { formatCount, pluralize, formatDuration, formatTime, formatBytes } from '#common/format.ts';

export type RewindOptions = {
  /** A time, as it was typed. */
  readonly to: string;
  /** Allows a move forward, which skips the time between. */
  readonly force?: boolean;
  /** Waits for a run that holds the export. */
  readonly wait?: boolean;
  /** Asks nothing. */
  readonly yes?: boolean;
};

/** Moves an export back, so that its next run reads from there again. */
export async function rewind(context: Context, options: RewindOptions): Promise<Report> {
  const target = requireSingle(targetsOf(context), context);
  const to = epochSeconds(options.to);
  const { from, cursor } = await readPosition(context, target);
  guard(context, { to, from, force: options.force === true });
  const replay = await measure(context, target, to);
  const held = isHeld(cursor, context.io.now()) ? ` A run holds it${untilOf(cursor)}.` : '';
  const plan = `${describePlan(target, { to, from }, replay)}${held}`;
  if (options.yes !== true) await confirm(context, plan);
  await write(context, target, { to, wait: options.wait === true });
  return {
    exitCode: EXIT.ok,
    data: { export: target.id, from, to, replay },
    text: () =>
      `${plan}\n${target.id} is at ${formatTime(to)} again: its next run reads from there.` +
      (target.schedule.enabled
        ? ''
        : `\nIts schedule is paused: ${suggestCommand(context, 'run', target.request.subdomain)}`),
  };
}

async function readPosition(context: Context, { id }: Target): Promise<{ from: number; cursor: Cursor }> {
  const cursor = await readCursor(context.clients.dynamoDb, context.stack.table, id);
  const from = cursor?.endTime;
  if (cursor !== undefined && from !== undefined) return { from, cursor };
  throw new CommandError(`${id} has not read anything yet, so there is nothing to rewind: it begins at its startTime.`);
}

function guard({ io }: Context, { to, from, force }: { to: number; from: number; force: boolean }): void {
  if (to > io.now() / 1000) throw new CommandError(`${formatTime(to)} has not come yet.`);
  if (to > from && !force) {
    throw new CommandError(
      `${formatTime(to)} is ahead of the export's position, ${formatTime(from)}: the time between would never be read. If that is what you want, add --force.`,
    );
  }
}

async function measure({ lake, io }: Context, { folder, request }: Target, to: number): Promise<Replay> {
  const progress = openProgress(io.err, 'counting objects');
  try {
    const objects = landedSince(await lake.list(formatFolder(folder), formatDateFolder(folder, to)), to);
    const sample = sampleEvenly(objects);
    progress.expect(sample.length);
    const sampled = await lake.metadata(sample, progress.done);
    return planReplay(
      objects,
      sampled.map(({ records }) => records),
      request,
    );
  } finally {
    progress.end();
  }
}

function describePlan(target: Target, { to, from }: { to: number; from: number }, replay: Replay): string {
  const { objects, bytes, records, isExact, hours } = replay;
  const direction = to > from ? 'forward' : 'back';
  return (
    `${target.id} goes ${direction} from ${formatTime(from)} to ${formatTime(to)}. This covers ` +
    `${pluralize(objects, 'object')} (${formatBytes(bytes)}) with ${isExact ? '' : 'about '}${formatCount(records)} records; reading ` +
    `them again takes about ${formatDuration(hours * 3600)}. What has not changed is not stored twice.`
  );
}

async function confirm({ io, options }: Context, plan: string): Promise<void> {
  if (io.confirm === undefined || options.json) {
    throw new CommandError(
      `${plan}\nNothing was changed: confirmation is required, but no terminal is attached. Pass --yes.`,
    );
  }
  if (!(await io.confirm(`${plan} Do it?`))) throw new CommandError('Nothing was changed.');
}

/** Between two attempts while a run holds the lease. */
const WAIT_MS = 2_000;

/** The conditional write decides whether a run holds the export, not a read before it. */
async function write(context: Context, target: Target, { to, wait }: { to: number; wait: boolean }): Promise<void> {
  const { clients, stack, io } = context;
  const signal = new AbortController().signal;
  for (;;) {
    const { from, cursor } = await readPosition(context, target);
    const result = await rewindCursor(clients.dynamoDb, stack.table, target.id, { to, from, now: io.now() }, signal);
    if (result === 'rewound') return;
    if (!wait) throw lockedError(target, cursor);
    await io.sleep(WAIT_MS);
  }
}

const untilOf = ({ leaseUntil }: Cursor): string =>
  leaseUntil === undefined ? '' : `, until ${formatTime(leaseUntil)} at the latest`;

const lockedError = ({ id }: Target, cursor: Cursor): CommandError =>
  new CommandError(
    `A run holds ${id}${untilOf(cursor)}. Nothing was changed. Wait for it with --wait, or try again when it is done.`,
    EXIT.locked,
  );
