import { formatBytes, formatCount, formatDuration, formatTime, pluralize } from '#common/format.ts';
import { formatDateFolder, formatFolder } from '#common/object-key.ts';
import type { ListResource } from '#functions/export/core/resource.ts';
import { firstListPosition } from '#functions/export/core/state/snapshot.ts';
import type { Cursor } from '../aws/cursor.ts';
import type { ListedObject, ListedPage } from '../core/listed-object.ts';
import { planReplay, type Replay, sampleEvenly, selectSince } from '../core/replay.ts';
import type { Context } from '../context.ts';
import { openProgress } from '../print/progress.ts';
import type { Target } from '../targets.ts';

/** A rewind of an export. Times are epoch seconds. */
export type Move = {
  /** The current position; undefined for a list that has no complete snapshot yet. */
  readonly from: number | undefined;
  readonly to: number;
  readonly cursor: Cursor;
};

/** Estimates the work of a rewind, and describes its effect. */
export async function planRewind(
  context: Context,
  target: Target,
  move: Move,
): Promise<{ readonly replay: Replay; readonly text: string }> {
  const { resource, folder } = target;
  if (resource.kind === 'incremental') {
    const after = formatDateFolder(folder, move.to);
    const objects = selectSince(await context.lake.list(formatFolder(folder), after), move.to);
    const replay = await measure(context, target, objects);
    return { replay, text: describeMove(target, move, replay) };
  }
  const since = findSince(resource, target, move, context.io.now());
  const replay = await measure(context, target, await selectPages(context, target, move.from, since));
  return { replay, text: describeSnapshot(target, move, since, replay) };
}

async function measure(
  { lake, io }: Context,
  { request, exportOptions, resource }: Target,
  objects: readonly (ListedObject | ListedPage)[],
): Promise<Replay> {
  const progress = openProgress(io.err, 'counting objects');
  try {
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
): Promise<ListedPage[]> {
  const from = since ?? lastAt;
  if (from === undefined) return [];
  const pages: ListedPage[] = [];
  for await (const page of lake.listPages(formatFolder(folder), formatDateFolder(folder, from))) {
    if (since === undefined ? page.snapshot === lastAt : page.snapshot >= since) pages.push(page);
  }
  return pages;
}

function describeMove({ id }: Target, { from, to }: Move, replay: Replay): string {
  const action = to > (from ?? to) ? `Move ${id} forward` : `Rewind ${id}`;
  const start = from === undefined ? '' : ` from ${formatTime(from)}`;
  return (
    `${action}${start} to ${formatTime(to)}. This covers ${describeObjects(replay)}. ` +
    `Re-exporting them takes about ${describeDuration(replay)}. Unchanged pages are not stored twice.`
  );
}

function describeSnapshot({ id }: Target, { from, cursor }: Move, since: number | undefined, replay: Replay): string {
  const reads = since === undefined ? '' : ` It reads the records created since ${formatTime(since)}.`;
  const name = since === undefined ? 'The last complete snapshot has' : 'The snapshots since then have';
  const work =
    from === undefined
      ? ' There is no complete snapshot yet.'
      : ` ${name} ${describeObjects(replay)}. Reading as many takes about ${describeDuration(replay)}.`;
  const dropped =
    cursor.page === undefined ? '' : ` The snapshot under way, ${pluralize(cursor.page, 'page')} so far, is given up.`;
  return `Request a new snapshot of ${id}.${reads}${work}${dropped}`;
}

const describeObjects = ({ objects, bytes, records, isExact }: Replay): string =>
  `${pluralize(objects, 'object')} (${formatBytes(bytes)}) with ${isExact ? '' : 'about '}${formatCount(records)} records`;

const describeDuration = ({ hours }: Replay): string => formatDuration(hours * 3600);
