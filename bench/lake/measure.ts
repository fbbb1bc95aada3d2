import type { Layout } from '#catalog/layout.ts';

/** A lake of the benchmark. */
export type BenchLake = {
  /** The folder that contains `tickets/` or the folder of another resource. */
  readonly folder: string;
  readonly layout: Layout;
  readonly records: number;
  /** DuckDB's memory limit, such as `1GB`. */
  readonly memoryLimit: string;
};

/** Something that is measured over a lake, in a separate process. */
export type Measure = {
  /** Heading of its rows in the table. */
  readonly title: string;
  /** Prepares it. Only the returned function is timed. Its result is the number of rows, if there are any. */
  readonly prepare: (lake: BenchLake) => Promise<() => Promise<number | undefined>>;
};

/** Measures over lakes of the same records, in growing sizes. */
export type Suite = {
  readonly description: string;
  /** The records that the lakes have. */
  readonly noun: string;
  readonly sizes: readonly number[];
  /** Writes a lake. Returns its uncompressed bytes. */
  readonly write: (folder: string, layout: Layout, records: number) => Promise<number>;
  /** By name. The CPU time of the others is shown relative to the first one. */
  readonly measures: Readonly<Record<string, Measure>>;
};

/** The figures of one measure over one lake. */
export type Figures = {
  readonly rows: number | null;
  readonly wallMs: number;
  /** Of all threads of the process. */
  readonly cpuMs: number;
  /** Bytes: the peak resident size of the process. */
  readonly peak: number;
};
