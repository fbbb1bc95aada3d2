/** What is measured, and how often. */
export type Plan = {
  readonly sizes: readonly SizePlan[];
  /** Of the other ways in which the largest page can come. */
  readonly variantRuns: number;
  readonly longRun: LongRunPlan;
  readonly idlePolls: number;
};

export type SizePlan = {
  /** Uncompressed bytes of a page, about. */
  readonly bytes: number;
  /** Pages of a run that count, and before them, of one that does not: code and connections are warm then. */
  readonly pages: number;
  readonly warmUpPages: number;
  /** Each in a process of its own. */
  readonly runs: number;
};

export type LongRunPlan = { readonly bytes: number; readonly pages: number; readonly samples: number };

export const MB = 1_000_000;
const SIZES = [1, 5, 50, 100];
const QUICK_SIZES = [1, 5];

/**
 * @param options.sizes - of pages, in MB
 * @param options.quick - for trying: figures that say whether it works, not how fast it is
 */
export function planFor({ sizes, quick }: { readonly sizes?: readonly number[]; readonly quick: boolean }): Plan {
  const bytes = (sizes ?? (quick ? QUICK_SIZES : SIZES)).map((megabytes) => megabytes * MB);
  return {
    sizes: bytes.map((size) => (quick ? quickSize(size) : fullSize(size))),
    variantRuns: quick ? 1 : 3,
    longRun: { bytes: Math.min(MB, ...bytes), pages: quick ? 30 : 1_000, samples: 10 },
    idlePolls: quick ? 3 : 20,
  };
}

const quickSize = (bytes: number): SizePlan => ({ bytes, pages: 2, warmUpPages: 1, runs: 1 });

/**
 * As many pages as take a few seconds, and no fewer than three: what one has left behind, the next has to bear. Before
 * them, enough for V8 to have optimised what they run, as it has in a process that has drained for a minute.
 */
function fullSize(bytes: number): SizePlan {
  const pages = Math.min(40, Math.max(3, Math.round((100 * MB) / bytes)));
  return { bytes, pages, ...(bytes > 10 * MB ? { warmUpPages: 1, runs: 3 } : { warmUpPages: 2 * pages, runs: 5 }) };
}
