/** The same figure in several runs. */
export type Spread = { readonly min: number; readonly median: number; readonly max: number };

/** @throws RangeError if there are no values */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) throw new RangeError('Cannot compute a spread without values.');
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? max;
  return { min, median: sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? min)) / 2, max };
}

export const scaled = ({ min, median, max }: Spread, factor: number): Spread => ({
  min: min * factor,
  median: median * factor,
  max: max * factor,
});
