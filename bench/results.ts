import type { ContestantName } from './build.ts';
import type { Memory } from './child/messages.ts';
import type { Machine } from './machine.ts';
import type { Spread } from './spread.ts';
import type { Requests } from './harness.ts';

/** All that a bench has measured. Sizes are bytes, times milliseconds. */
export type Results = {
  readonly machine: Machine;
  /** ISO date. */
  readonly date: string;
  /** Of the function, by default; everybody's heap has its limits. */
  readonly memoryMib: number;
  readonly bundle: { readonly bytes: number; readonly gzipBytes: number };
  readonly sizes: readonly SizeResult[];
  readonly variants: readonly VariantResult[];
  readonly longRun: LongRun;
  readonly idle: Idle;
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
  /** By name; of who was measured at this size. */
  readonly contestants: Readonly<Partial<Record<ContestantName, Measured>>>;
};

/** What one contestant took, over all runs. */
export type Measured = {
  /** Per page. */
  readonly cpuMs: Spread;
  readonly wallMs: Spread;
  readonly peakRss: Spread;
  readonly startUpMs: Spread;
  readonly loadedRss: Spread;
  /** Of the last run. */
  readonly requests: Requests;
  /** The heap that the function's memory allows did not do; all figures are of runs with more. */
  readonly outOfMemory: boolean;
};

/** One of the other ways in which a page can come, or land. */
export type VariantResult = { readonly name: string; readonly page: PageFacts; readonly measured: Measured };

export type LongRun = {
  readonly page: PageFacts;
  readonly pages: number;
  /** In the order of the pages, after a collection of garbage each. */
  readonly samples: readonly (Memory & { readonly atPage: number })[];
};

export type Idle = {
  /** Of the first run of a process, with pages in it. */
  readonly first: Requests & { readonly pages: number };
  /** The most of each that any later run has made. */
  readonly each: Requests;
  readonly polls: number;
  readonly cpuMs: Spread;
  readonly wallMs: Spread;
  /** What DynamoDB counts as the cursor item's size, about. */
  readonly itemBytes: number;
};
