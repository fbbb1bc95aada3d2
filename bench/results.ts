import type { ContestantName } from './build.ts';
import type { Memory } from './child/messages.ts';
import type { Machine } from './machine.ts';
import type { Spread } from './spread.ts';
import type { Requests } from './harness.ts';

/** All measurements of a bench run: those of parts that were not measured are missing or empty. Sizes are bytes, times are milliseconds. */
export type Results = {
  readonly machine: Machine;
  /** ISO date. */
  readonly date: string;
  /** The function's default memory. It sets the heap limits of all programs. */
  readonly memoryMib: number;
  readonly bundle: { readonly bytes: number; readonly gzipBytes: number };
  readonly sizes: readonly SizeResult[];
  readonly variants: readonly VariantResult[];
  readonly heavySecond: readonly HeavySecondResult[];
  readonly longRun?: LongRun;
  readonly idle?: Idle;
};

export type PageFacts = {
  readonly bytes: number;
  readonly gzipBytes: number;
  readonly records: number;
};

export type SizeResult = {
  readonly page: PageFacts;
  readonly pages: number;
  readonly runs: number;
  /** CPU per page to decode and `JSON.parse` its inflated bytes. CPU times are compared as multiples of it. */
  readonly jsonParseMs: Spread;
  /** By name. Not every contestant is measured at every size. */
  readonly contestants: Readonly<Partial<Record<ContestantName, Measured>>>;
};

/** The cost of one contestant, over all runs. */
export type Measured = {
  /** Per page. */
  readonly cpuMs: Spread;
  readonly wallMs: Spread;
  readonly peakRss: Spread;
  readonly startupMs: Spread;
  readonly loadedRss: Spread;
  /** Requests of the last run. */
  readonly requests: Requests;
  /** True if the heap was too small with the function's memory. All figures are then of runs with more. */
  readonly outOfMemory: boolean;
};

/** The function's cost for another encoding of the page, or another layout of the lake. */
export type VariantResult = { readonly name: string; readonly page: PageFacts; readonly measured: Measured };

/** The function's cost for a second that is too large to land as one page. The whole run counts as one page. */
export type HeavySecondResult = {
  readonly name: string;
  /** Uncompressed bytes of the second's time-based page. */
  readonly bytes: number;
  readonly records: number;
  readonly measured: Measured;
};

export type LongRun = {
  readonly page: PageFacts;
  readonly pages: number;
  /** In the order of the pages, each after a garbage collection. */
  readonly samples: readonly (Memory & { readonly atPage: number })[];
};

export type Idle = {
  /** Requests of a process's first run, which lands pages. */
  readonly first: Requests & { readonly pages: number };
  /** The maximum number of requests of any later run, per service. */
  readonly each: Requests;
  readonly polls: number;
  readonly cpuMs: Spread;
  readonly wallMs: Spread;
  /** The approximate size of the cursor item, as DynamoDB counts it. */
  readonly itemBytes: number;
};
