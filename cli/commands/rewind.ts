import { formatTime } from '#common/format.ts';
import { type Cursor, describeInvalid, isHeld, readCursor } from '../aws/cursor.ts';
import { rewind as rewindCursor } from '../aws/rewind.ts';
import { parseTime } from '../core/time.ts';
import type { Context, Report } from '../context.ts';
import { CommandError, EXIT } from '../exit.ts';
import {
  isRewoundToTime,
  requireSingleExport,
  type ResourceOption,
  suggestForExport,
  type Target,
} from '../targets.ts';
import { type Move, planRewind } from './rewind-plan.ts';

export type RewindOptions = ResourceOption & {
  /** The time as typed by the user. Lists without a window do not need one. */
  readonly to?: string;
  /** Allows a move forward, which skips records for good. */
  readonly force?: boolean;
  /** Waits until no run holds the lease. */
  readonly wait?: boolean;
  /** Skips the confirmation. */
  readonly yes?: boolean;
};

/** Moves the position of an export, so that its next run reads from there. The next run of a list begins a new snapshot. */
export async function rewind(context: Context, options: RewindOptions): Promise<Report> {
  const target = requireSingleExport(context, options);
  const to = chooseTime(context, target, options.to);
  const move = { ...(await readPosition(context, target)), to };
  checkDirection(context, target, move, options.force === true);
  const { replay, text } = await planRewind(context, target, move);
  const held = isHeld(move.cursor, context.io.now()) ? ` A run holds the lease${formatLeaseEnd(move.cursor)}.` : '';
  const plan = `${text}${held}`;
  if (options.yes !== true) await confirm(context, plan);
  await write(context, target, { to, wait: options.wait === true });
  return {
    exitCode: EXIT.ok,
    data: { export: target.id, from: move.from ?? null, to, replay },
    text: () => [plan, describeResult(target, to), ...describeStart(context, target)].join('\n'),
  };
}

function chooseTime({ io }: Context, { id, resource }: Target, typed: string | undefined): number {
  if (typed !== undefined) return parseTime(typed);
  if (!isRewoundToTime(resource)) return Math.floor(io.now() / 1000);
  throw new CommandError(
    `error: required option '--to <time>' not specified for ${id}, e.g. --to 2026-11-01T00:00:00Z`,
  );
}

const describeResult = ({ id, resource }: Target, to: number): string =>
  resource.kind === 'list'
    ? `${id} is due. The next run begins a new snapshot.`
    : `Moved ${id} to ${formatTime(to)}. The next run reads from there.`;

const describeStart = (context: Context, target: Target): string[] =>
  target.schedule.enabled
    ? []
    : [`The schedule is paused. To start a run: ${suggestForExport(context, 'run', target)}`];

async function readPosition(context: Context, target: Target): Promise<Pick<Move, 'from' | 'cursor'>> {
  const { id, exportOptions, resource } = target;
  const { table } = context.stack;
  const cursor = await readCursor(context.clients.dynamoDb, table, id);
  if (cursor !== undefined && cursor.invalid.length > 0) {
    throw new CommandError(`${describeInvalid(id, table, cursor)} Nothing was changed.`);
  }
  // A resource that was never available has no position yet. Its rewind lets the next run try it again.
  const from = cursor?.endTime ?? (cursor?.unavailableAt === undefined ? undefined : exportOptions.startTime);
  // A list may have a snapshot under way, but none that is complete.
  if (cursor !== undefined && resource.kind === 'list') return { from: cursor.endTime, cursor };
  if (cursor !== undefined && from !== undefined) return { from, cursor };
  const start = resource.kind === 'list' ? 'The next run begins its first snapshot.' : 'It starts at its startTime.';
  throw new CommandError(`${id} has not landed anything yet, so there is nothing to rewind. ${start}`);
}

function checkDirection({ io }: Context, { resource }: Target, { from, to }: Move, force: boolean): void {
  if (to > io.now() / 1000) throw new CommandError(`${formatTime(to)} is in the future.`);
  // The next snapshot of a list reads at least as much as without a rewind.
  if (resource.kind === 'list' || from === undefined) return;
  if (to > from && !force) {
    throw new CommandError(
      `${formatTime(to)} is after the current position ${formatTime(from)}. The records in between would never be exported. To skip them, pass --force.`,
    );
  }
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
