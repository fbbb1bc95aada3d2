import { isDeepStrictEqual } from 'node:util';
import { type ItemWrite, type ListTrace, numberIn } from '../../trace.ts';

/** The attributes of the snapshot under way, which a rewind must remove, and those of earlier runs. */
const RESET_ATTRIBUTES = [
  'page',
  'page_time',
  'since',
  'after_cursor',
  'stalled_runs',
  'last_outcome',
  'lease_owner',
  'lease_until',
];

/**
 * The item never claims more than has landed: the pages of the snapshot under way, and the last page of a complete one. Times
 * of snapshots increase. Only a complete snapshot that began after a rewind removes `rewound_to`.
 */
export function snapshotProgress(trace: ListTrace): string[] {
  const { writes, beginsAt, item, of, calmEnd } = trace;
  const starts = numberIn(item, 'start_time');
  const isWrongStart = of.window !== undefined && calmEnd === 'quiet' && starts !== beginsAt;
  return [
    ...(isWrongStart ? [`start_time is ${starts}, not ${beginsAt}`] : []),
    ...writes.flatMap((write, i) =>
      write.run === undefined
        ? wrongRewind(write)
        : wrongWrite(write, trace, writes.slice(0, i)).map((violation) => `run ${write.run?.index} ${violation}`),
    ),
  ];
}

function wrongRewind({ rewindTo = 0, before, after }: ItemWrite): string[] {
  const kept = ['end_time', 'snapshot_time', 'start_time'].filter(
    (name) => numberIn(before, name) !== numberIn(after, name),
  );
  const expected = Math.min(rewindTo, numberIn(before, 'rewound_to') ?? rewindTo);
  return [
    ...RESET_ATTRIBUTES.filter((name) => name in after).map((name) => `a rewind did not remove ${name}`),
    ...kept.map((name) => `a rewind changed ${name}`),
    ...(numberIn(after, 'rewound_to') === expected ? [] : [`a rewind to ${rewindTo} did not set rewound_to`]),
  ];
}

function wrongWrite(
  { before, after, landed }: ItemWrite,
  { pages }: ListTrace,
  earlier: readonly ItemWrite[],
): string[] {
  const wrong: string[] = [];
  const snapshot = numberIn(after, 'snapshot_time');
  const end = numberIn(after, 'end_time');
  const present = pages.filter(({ ordinal }) => ordinal < landed);
  const claimed = Array.from({ length: numberIn(after, 'page') ?? 0 }, (_, i) => i + 1);
  const isComplete = end !== numberIn(before, 'end_time');
  if (newestIn(after) < newestIn(before)) wrong.push('set an earlier time of a snapshot');
  const isNew = claimed.length === 1 && !isDeepStrictEqual(before['page_time'], after['page_time']);
  if (isNew && (snapshot ?? 0) <= newestIn(before))
    wrong.push(`began snapshot ${snapshot} with the time of another one`);
  if (after['last_outcome']?.S === 'stalled' && !('lease_owner' in after) && 'page' in after)
    wrong.push('kept a snapshot whose pages lead nowhere');
  if (isComplete && !present.some((page) => page.snapshot === end && page.isLast))
    wrong.push(`set end_time ${end}, but the last page of that snapshot had not landed`);
  if (!claimed.every((number) => present.some((page) => page.snapshot === snapshot && page.page === number)))
    wrong.push(`set page ${claimed.length} of snapshot ${snapshot}, but not all of them had landed`);
  const [from, to] = ['rewound_to', 'rewound_to'].map((name, i) => numberIn(i === 0 ? before : after, name));
  const rewoundAt = earlier.findLast(({ run }) => run === undefined)?.at ?? 0;
  const isRewound = isComplete && (end ?? 0) >= Math.floor(rewoundAt / 1000);
  if (from !== undefined && to === undefined && !isRewound) wrong.push('removed rewound_to');
  if (to !== undefined && isRewound) wrong.push('kept rewound_to although the snapshot is complete');
  if (to !== undefined && to !== from) wrong.push('changed rewound_to');
  return wrong;
}

/** The time of the newest snapshot on an item. */
const newestIn = (item: ItemWrite['after']): number =>
  Math.max(numberIn(item, 'end_time') ?? 0, numberIn(item, 'snapshot_time') ?? 0);
