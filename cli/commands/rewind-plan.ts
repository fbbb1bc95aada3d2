import { formatBytes, formatCount, formatDuration, formatTime, pluralize } from '#common/format.ts';
import { formatDateFolder, formatFolder } from '#common/object-key.ts';
import type { ListResource } from '#functions/export/core/resource.ts';
import { firstListPosition } from '#functions/export/core/state/snapshot.ts';
import type { Cursor } from '../aws/cursor.ts';
import { type ListedObject, type ListedPage, observe } from '../core/listed-object.ts';
import { planFromTotals, planReplay, type Replay, sampleEvenly, selectSince } from '../core/replay.ts';
import type { Context } from '../context.ts';
import { type Counter, withProgress } from '../print/progress.ts';
import type { Target } from '../targets.ts';

/** A rewind of an export. Times are epoch seconds. */
export type Move = {
  /** The current position; undefined for a list that has no complete snapshot yet. */
  readonly from: number | undefined;
  readonly to: number;
  readonly cursor: Cursor;
};

type Plan = { readonly replay: Replay | null; readonly text: string };

/** Counts the objects listed, and those whose metadata was read. */
type Counters = { readonly listed: Counter; readonly lookedUp: Counter };

/** Estimates the work of a rewind, and describes its effect. */
export const planRewind = (context: Context, target: Target, move: Move): Promise<Plan> =>
  withProgress(context.io, (count) =>
    plan(context, target, move, { listed: count('listing objects'), lookedUp: count('looking up metadata') }),
  );

async function plan(context: Context, target: Target, move: Move, counters: Counters): Promise<Plan> {
  const { resource, folder } = target;
  if (resource.kind === 'incremental') {
    const after = formatDateFolder(folder, move.to);
    const listing = observe(context.lake.list(formatFolder(folder), after), () => counters.listed.add());
    const objects = selectSince(await Array.fromAsync(listing), move.to);
    if (objects.length > 0) {
      const replay = await measure(context, target, objects, counters);
      return { replay, text: `${describeMove(target, move)} ${describeCovered(replay)}` };
    }
    const replay = planFromTotals(move.cursor, rateOf(target)) ?? null;
    return { replay, text: `${describeMove(target, move)} ${describeUncovered(replay)}` };
  }
  const since = findSince(resource, target, move, context.io.now());
  const pages = await selectPages(context, target, move.from, since, counters);
  const replay = pages.length === 0 ? null : await measure(context, target, pages, counters);
  return { replay, text: describeSnapshot(target, move, since, replay) };
}

const rateOf = ({ request, exportOptions, resource }: Target): Parameters<typeof planReplay>[2] => ({
  ...request,
  pageSize: exportOptions.pageSize,
  allowedPerMinute: resource.rateLimit.requestsPerMinute,
});

async function measure(
  { lake }: Context,
  target: Target,
  objects: readonly (ListedObject | ListedPage)[],
  { lookedUp }: Counters,
): Promise<Replay> {
  const sample = sampleEvenly(objects);
  lookedUp.addTotal(sample.length);
  const sampled = await lake.metadata(sample, lookedUp.add);
  const records = sampled.flatMap((each) => each?.records ?? []);
  return planReplay(objects, records, rateOf(target));
}

/** Returns the start of the window that the next snapshot reads; undefined if the list has no window. */
function findSince(
  resource: ListResource,
  { exportOptions }: Target,
  { to, cursor }: Move,
  now: number,
): number | undefined {
  const { startTime, endTime, rewoundTo = to } = cursor;
  const item = {
    ...(startTime !== undefined && { startTime }),
    ...(endTime !== undefined && { endTime }),
    rewoundTo: Math.min(to, rewoundTo),
  };
  return firstListPosition(resource, item, exportOptions.startTime, now).since;
}

/** Lists the pages of the last complete snapshot, or of all snapshots that began in the window. */
async function selectPages(
  { lake }: Context,
  { folder }: Target,
  lastAt: number | undefined,
  since: number | undefined,
  { listed }: Counters,
): Promise<ListedPage[]> {
  const from = since ?? lastAt;
  if (from === undefined) return [];
  const pages: ListedPage[] = [];
  for await (const page of lake.listPages(formatFolder(folder), formatDateFolder(folder, from))) {
    listed.add();
    if (since === undefined ? page.snapshot === lastAt : page.snapshot >= since) pages.push(page);
  }
  return pages;
}

function describeMove({ id }: Target, { from, to }: Move): string {
  const action = to > (from ?? to) ? `Move ${id} forward` : `Rewind ${id}`;
  const start = from === undefined ? '' : ` from ${formatTime(from)}`;
  return `${action}${start} to ${formatTime(to)}.`;
}

const describeCovered = (replay: Replay): string =>
  `This covers ${describeObjects(replay)}. Re-exporting them takes about ${describeDuration(replay)}. ` +
  'Unchanged pages are not stored twice.';

/** The lake may have lost objects, or the position may have been moved by hand. */
const describeUncovered = (replay: Replay | null): string =>
  replay === null
    ? 'No object in the lake covers this time, so the work is unknown.'
    : `No object in the lake covers this time. In total, the export has read about ${formatCount(replay.records)} records. ` +
      `Reading as many takes about ${describeDuration(replay)}.`;

function describeSnapshot(
  { id }: Target,
  { from, cursor }: Move,
  since: number | undefined,
  replay: Replay | null,
): string {
  const reads = since === undefined ? '' : ` It reads the records created since ${formatTime(since)}.`;
  const name = since === undefined ? 'The last complete snapshot has' : 'The snapshots since then have';
  const work =
    from === undefined
      ? ' There is no complete snapshot yet.'
      : replay === null
        ? ' The lake has no page of it, so the work is unknown.'
        : ` ${name} ${describeObjects(replay)}. Reading as many takes about ${describeDuration(replay)}.`;
  const dropped =
    cursor.page === undefined ? '' : ` The snapshot under way, ${pluralize(cursor.page, 'page')} so far, is given up.`;
  return `Request a new snapshot of ${id}.${reads}${work}${dropped}`;
}

const describeObjects = ({ objects, bytes, records, isExact }: Replay): string =>
  `${pluralize(objects, 'object')} (${formatBytes(bytes)}) with ${isExact ? '' : 'about '}${formatCount(records)} records`;

const describeDuration = ({ hours }: Replay): string => formatDuration(hours * 3600);
