import type { Gap } from '#catalog/chain.ts';

/** A half-open interval of numbers. */
export type Range = Gap;

/**
 * Adds an interval, and joins those that overlap or touch.
 * @param ranges - disjoint and sorted
 */
export function addRange(ranges: readonly Range[], added: Range): Range[] {
  const before = ranges.filter(({ to }) => to < added.from);
  const after = ranges.filter(({ from }) => from > added.to);
  const joined = ranges.slice(before.length, ranges.length - after.length);
  const from = Math.min(added.from, ...joined.map((range) => range.from));
  const to = Math.max(added.to, ...joined.map((range) => range.to));
  return [...before, { from, to }, ...after];
}

/**
 * Returns the parts of an interval that no range covers.
 * @param ranges - disjoint and sorted
 */
export function findGaps(ranges: readonly Range[], { from, to }: Range): Range[] {
  const gaps: Range[] = [];
  let covered = from;
  for (const range of ranges) {
    if (range.from > covered && covered < to) gaps.push({ from: covered, to: Math.min(range.from, to) });
    covered = Math.max(covered, range.to);
  }
  if (covered < to) gaps.push({ from: covered, to });
  return gaps;
}
