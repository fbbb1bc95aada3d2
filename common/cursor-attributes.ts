/*
 * The cursor item: one DynamoDB item per export. Everything that reads or writes one has its attributes' names, value
 * forms and conditions from here. All times are epoch seconds.
 */

/** Attributes of type N. */
export const NUMBER_ATTRIBUTES = {
  /** The next run's first `start_time`. */
  endTime: 'end_time',
  /** Where the export began. */
  startTime: 'start_time',
  /** The second that was found pinned; counts only while the export is at that second. */
  pinnedSecond: 'pinned_second',
  /** A `per_page` learnt from 504s. */
  perPage: 'per_page',
  /** When the owner's deadline passes, and the lease with it. */
  leaseUntil: 'lease_until',
  /** When Zendesk last answered this export with a page, an empty one included. */
  readAt: 'read_at',
  firstRunAt: 'first_run_at',
  lastRunAt: 'last_run_at',
  caughtUpAt: 'caught_up_at',
  stalledRuns: 'stalled_runs',
  totalPages: 'total_pages',
  totalRecords: 'total_records',
  totalBytes: 'total_bytes',
  rewoundAt: 'rewound_at',
  rewoundFrom: 'rewound_from',
  rewoundTo: 'rewound_to',
} as const;

/** Attributes of type S. */
export const TEXT_ATTRIBUTES = {
  /** The partition key: `acme/tickets`. */
  exportId: 'export_id',
  /** Where a walk through the second of `end_time` continues. */
  afterCursor: 'after_cursor',
  /** A random id of the attempt that holds the export. */
  leaseOwner: 'lease_owner',
  /** `<lease owner>#<n>` of the last checkpoint: shows whether a write whose answer was lost has been applied. */
  checkpointId: 'checkpoint_id',
  lastOutcome: 'last_outcome',
} as const;

/** Every attribute, by the name that the code has for it. */
export const CURSOR_ATTRIBUTES = {
  ...NUMBER_ATTRIBUTES,
  ...TEXT_ATTRIBUTES,
  /** Type M: what the last landed page ended with. */
  lastPage: 'last_page',
} as const;

/**
 * What a rewind removes: all that is kept of where the export has been, how long it has been stuck there, how its last
 * run ended (after which the next one might not be due), and the lease.
 */
export const RESET_ATTRIBUTES = [
  CURSOR_ATTRIBUTES.afterCursor,
  CURSOR_ATTRIBUTES.pinnedSecond,
  CURSOR_ATTRIBUTES.lastPage,
  CURSOR_ATTRIBUTES.stalledRuns,
  CURSOR_ATTRIBUTES.lastOutcome,
  CURSOR_ATTRIBUTES.leaseOwner,
  CURSOR_ATTRIBUTES.leaseUntil,
] as const;

const { leaseOwner, leaseUntil } = CURSOR_ATTRIBUTES;

/** A condition: no attempt holds the export. */
export const LEASE_IS_FREE = `attribute_not_exists(${leaseOwner})`;

/** A condition: the lease's end is missing, past or no number. Takes {@link leaseValues}. */
export const LEASE_HAS_EXPIRED = `(attribute_not_exists(${leaseUntil}) OR ${leaseUntil} < :now OR NOT attribute_type(${leaseUntil}, :number))`;

/**
 * The values of {@link LEASE_HAS_EXPIRED}.
 * @param nowMs - epoch milliseconds
 */
export const leaseValues = (nowMs: number) => ({
  ':now': numberValue(Math.floor(nowMs / 1000)),
  ':number': textValue('N'),
});

/** A number as DynamoDB takes it. */
export const numberValue = (value: number): { readonly N: string } => ({ N: String(value) });

/** A text as DynamoDB takes it. */
export const textValue = (value: string): { readonly S: string } => ({ S: value });
