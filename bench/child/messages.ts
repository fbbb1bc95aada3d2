/** What the measured process is asked to do, and what it answers, over the child's IPC channel. */
export type ToChild =
  | { readonly kind: 'run'; readonly job: Job }
  /** Collect garbage, and say what is left. Needs `--expose-gc`. */
  | { readonly kind: 'sample' };

export type FromChild =
  | { readonly kind: 'ready'; readonly memory: Memory }
  | { readonly kind: 'done'; readonly figures: Figures }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'sampled'; readonly memory: Memory };

/** One part of an export, to be fetched and put. */
export type Job = {
  /** Zendesk's address. */
  readonly origin: string;
  readonly bucket: string;
  /** Where it begins (epoch seconds). */
  readonly startTime: number;
  /** The `start_time` of all its pages, for whoever does not look into them. */
  readonly startTimes: readonly number[];
  /** The function's event. */
  readonly event: Readonly<Record<string, unknown>>;
};

/** Bytes. */
export type Memory = {
  readonly rss: number;
  readonly heapUsed: number;
  /** Buffers, among others. */
  readonly external: number;
};

/** What a job took. */
export type Figures = {
  /** User and system time of all of the process's threads (ms). */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The most memory that the process has had, from its start on (bytes). */
  readonly peakRss: number;
};

/**
 * One way to get pages of Zendesk into S3: the default export of a file that the bench bundles. How many it has fetched
 * and put, the servers count.
 */
export type Contestant = (job: Job) => Promise<void>;
