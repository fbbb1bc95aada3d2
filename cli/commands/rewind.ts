import { rewind as rewindCursor } from '../aws/rewind.ts';
import { type Cursor, isHeld, readCursor } from '../aws/cursor.ts';
import { landedSince, planReplay, type Replay, sampleOf } from '../core/replay.ts';
import { epochSeconds } from '../core/time.ts';
import { commandTo, type Context, onlyOne, type Report, type Target, targetsOf } from '../context.ts';
import { CommandError, EXIT } from '../exit.ts';
import { openProgress } from '../print/progress.ts';
import { count, counted, duration, instant, size } from '../print/units.ts';

export type RewindOptions = {
  /** A time, as it was typed. */
  readonly to: string;
  /** Allows a move forward, which leaves out what lies between. */
  readonly force?: boolean;
  /** Waits for a run that holds the export. */
  readonly wait?: boolean;
  /** Asks nothing. */
  readonly yes?: boolean;
};

/** Moves an export back, so that its next run reads from there again. */
export async function rewind(context: Context, options: RewindOptions): Promise<Report> {
  const target = onlyOne(targetsOf(context), context);
  const to = epochSeconds(options.to);
  const { from, cursor } = await readPosition(context, target);
  guard(context, { to, from, force: options.force === true });
  const replay = await measure(context, target, to);
  const held = isHeld(cursor, context.io.now()) ? ` A run holds it${untilOf(cursor)}.` : '';
  const plan = `${describePlan(target, { to, from }, replay)}${held}`;
  if (options.yes !== true) await ask(context, plan);
  await write(context, target, { to, wait: options.wait === true });
  return {
    exitCode: EXIT.fine,
    data: { export: target.id, from, to, replay },
    text: () =>
      `${plan}\n${target.id} is at ${instant(to)} again: its next run reads from there.` +
      (target.schedule.enabled
        ? ''
        : `\nIts schedule is paused: ${commandTo(context, 'run', target.request.subdomain)}`),
  };
}

async function readPosition(context: Context, { id }: Target): Promise<{ from: number; cursor: Cursor }> {
  const cursor = await readCursor(context.clients.dynamoDb, context.stack.table, id);
  const from = cursor?.endTime;
  if (cursor !== undefined && from !== undefined) return { from, cursor };
  throw new CommandError(`${id} has read nothing yet, so there is nothing to rewind: it begins at its startTime.`);
}

function guard({ io }: Context, { to, from, force }: { to: number; from: number; force: boolean }): void {
  if (to > io.now() / 1000) throw new CommandError(`${instant(to)} has not come yet.`);
  if (to > from && !force) {
    throw new CommandError(
      `${instant(to)} lies ahead of where the export stands, ${instant(from)}: what lies between would never be read. If that is what you want, add --force.`,
    );
  }
}

async function measure({ lake, io }: Context, { prefix, request }: Target, to: number): Promise<Replay> {
  const progress = openProgress(io.err, 'counting what lies there');
  try {
    // An object's day is that of its end.
    const day = new Date(to * 1000).toISOString().slice(0, 10);
    const objects = landedSince(await lake.list(prefix, `${prefix}dt=${day}`), to);
    const sample = sampleOf(objects);
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
    `${target.id} goes ${direction} from ${instant(from)} to ${instant(to)}. Since then there lie ` +
    `${counted(objects, 'object')} (${size(bytes)}) of ${isExact ? '' : 'about '}${count(records)} records; reading ` +
    `them again takes about ${duration(hours * 3600)}. What has not changed is not stored twice.`
  );
}

async function ask({ io, options }: Context, plan: string): Promise<void> {
  if (io.confirm === undefined || options.json) {
    throw new CommandError(`${plan}\nNothing was changed: there is nobody to ask. Add --yes.`);
  }
  if (!(await io.confirm(`${plan} Do it?`))) throw new CommandError('Nothing was changed.');
}

/** Between two looks at a lease that is held. */
const WAIT_MS = 2_000;

/** The one conditional write decides whether a run holds the export, not a look beforehand. */
async function write(context: Context, target: Target, { to, wait }: { to: number; wait: boolean }): Promise<void> {
  const { clients, stack, io } = context;
  const signal = new AbortController().signal;
  for (;;) {
    const { from, cursor } = await readPosition(context, target);
    const came = await rewindCursor(clients.dynamoDb, stack.table, target.id, { to, from, now: io.now() }, signal);
    if (came === 'rewound') return;
    if (!wait) throw heldBy(target, cursor);
    await io.sleep(WAIT_MS);
  }
}

const untilOf = ({ leaseUntil }: Cursor): string =>
  leaseUntil === undefined ? '' : `, until ${instant(leaseUntil)} at the latest`;

const heldBy = ({ id }: Target, cursor: Cursor): CommandError =>
  new CommandError(
    `A run holds ${id}${untilOf(cursor)}. Nothing was changed. Wait for it with --wait, or try again when it is done.`,
    EXIT.busy,
  );
