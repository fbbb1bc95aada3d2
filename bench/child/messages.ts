/** Messages to the measured process, over the child's IPC channel. */
export type ToChild =
  | { readonly kind: 'run'; readonly job: Job }
  /** Collects garbage and reports the memory in use. Needs `--expose-gc`. */
  | { readonly kind: 'sample' };

/** Messages from the measured process. */
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
  /** The first page's `start_time` (epoch seconds). */
  readonly startTime: number;
  /** Every page's `start_time`, for programs that do not parse pages. */
  readonly startTimes: readonly number[];
  /** The function's event. */
  readonly event: Readonly<Record<string, unknown>>;
};

/** A process's memory in bytes. */
export type Memory = {
  readonly rss: number;
  readonly heapUsed: number;
  /** Memory outside the JavaScript heap, such as buffers. */
  readonly external: number;
};

/** The cost of a job. */
export type Figures = {
  /** User and system time of all threads of the process (ms). */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Peak resident memory since the process started (bytes). */
  readonly peakRss: number;
};

/** One way to copy pages from Zendesk to S3. The servers count the pages that it fetches and puts. */
export type Contestant = (job: Job) => Promise<void>;

/** A file in `contestants/`, as a module. */
export type Program = {
  readonly default: Contestant;
  /** Runs before each job and is not measured. */
  readonly prepare?: (job: Job) => Promise<void>;
};
