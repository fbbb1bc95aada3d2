/** The parts of a bench run that can be measured alone. */
export const PARTS = ['sizes', 'variants', 'heavy-second', 'long-run', 'idle'] as const;

export type Part = (typeof PARTS)[number];

/** The measurements of a bench run, and how often each is repeated. */
export type Plan = {
  readonly parts: readonly Part[];
  readonly sizes: readonly SizePlan[];
  /** Runs of each variant of the largest page. */
  readonly variantRuns: number;
  /** Uncompressed bytes of a second that is too large to land as one page. */
  readonly heavySecondBytes: number;
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

export type LongRunPlan = {
  /** Records of a page. */
  readonly records: number;
  /** The pages at which memory is sampled. The last one is the run's last page. */
  readonly samplesAt: readonly number[];
};

export const MB = 1_000_000;
const SIZES = [1, 5, 50, 100];
const QUICK_SIZES = [1, 5];
const HUNDREDS = Array.from({ length: 10 }, (_, index) => 100 * (index + 1));

type PlanOptions = {
  readonly sizes?: readonly number[];
  readonly quick: boolean;
  readonly parts?: readonly Part[];
};

/**
 * @param options.sizes - page sizes in MB
 * @param options.parts - the parts to measure. Default: all
 * @param options.quick - small pages and few runs: checks that the bench works, the figures mean little
 */
export function planFor({ sizes, quick, parts = PARTS }: PlanOptions): Plan {
  const bytes = (sizes ?? (quick ? QUICK_SIZES : SIZES)).map((megabytes) => megabytes * MB);
  return {
    parts,
    sizes: bytes.map((size) => (quick ? quickSize(size) : fullSize(size))),
    variantRuns: quick ? 1 : 3,
    heavySecondBytes: (quick ? 36 : 450) * MB,
    longRun: quick
      ? { records: 20, samplesAt: [1, 10, 20, 30] }
      : { records: 1_000, samplesAt: [1, 10, 50, ...HUNDREDS] },
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
