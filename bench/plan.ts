/** The measurements of a bench run, and how often each is repeated. */
export type Plan = {
  readonly sizes: readonly SizePlan[];
  /** Runs of each variant of the largest page. */
  readonly variantRuns: number;
  readonly longRun: LongRunPlan;
  readonly idlePolls: number;
};

export type SizePlan = {
  /** Approximate uncompressed bytes of a page. */
  readonly bytes: number;
  /** Measured pages of a run. */
  readonly pages: number;
  /** Pages before them that are not measured, so that code and connections are warm. */
  readonly warmUpPages: number;
  /** Each run has a separate process. */
  readonly runs: number;
};

export type LongRunPlan = { readonly bytes: number; readonly pages: number; readonly samples: number };

export const MB = 1_000_000;
const SIZES = [1, 5, 50, 100];
const QUICK_SIZES = [1, 5];

/**
 * @param options.sizes - page sizes in MB
 * @param options.quick - small pages and few runs: checks that the bench works, the figures mean little
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
 * Enough pages for a few seconds, and at least three, so that garbage from one page is collected during the next. The
 * warm-up is long enough for V8 to optimize the code, as in a process that has drained for a minute.
 */
function fullSize(bytes: number): SizePlan {
  const pages = Math.min(40, Math.max(3, Math.round((100 * MB) / bytes)));
  return { bytes, pages, ...(bytes > 10 * MB ? { warmUpPages: 1, runs: 3 } : { warmUpPages: 2 * pages, runs: 5 }) };
}
