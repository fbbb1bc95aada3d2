import { formatDuration, formatTime, pluralize } from '#common/format.ts';
import type { SnapshotStatus } from '../core/snapshot-status.ts';

/** Formats the snapshot under way for the row of a list. */
export const formatSnapshotNotes = ({ underWay }: SnapshotStatus): string[] =>
  underWay === null ? [] : [`snapshot under way, ${pluralize(underWay.pages, 'page')}`];

/**
 * Formats the snapshots of a list for its details.
 * @param now - epoch seconds
 */
export function formatSnapshots(
  { intervalSeconds, completeAt, underWay, rewoundTo }: SnapshotStatus,
  now: number,
): (readonly [name: string, value: string])[] {
  const ago = (at: number): string => `${formatDuration(now - at)} ago`;
  const complete = completeAt === null ? 'none is complete yet' : `began ${formatTime(completeAt)}, ${ago(completeAt)}`;
  const entries: (readonly [string, string])[] = [
    ['snapshots', `every ${formatDuration(intervalSeconds)}`],
    ['last snapshot', complete],
  ];
  if (underWay !== null) {
    const { at, pages, lastPageAt, since } = underWay;
    const last = lastPageAt === null ? '' : `, the last one ${ago(lastPageAt)}`;
    const window = since === null ? '' : `, of records created since ${formatTime(since)}`;
    entries.push(['under way', `began ${formatTime(at)}, ${pluralize(pages, 'page')} landed${last}${window}`]);
  }
  if (rewoundTo !== null) entries.push(['rewound to', `${formatTime(rewoundTo)} (requests a new snapshot)`]);
  return entries;
}
