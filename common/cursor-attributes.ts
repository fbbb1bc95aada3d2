/*
 * The cursor item: one DynamoDB item per export. This file defines its attribute names, value types and conditions for
 * all code that reads or writes it. All times are epoch seconds.
 */

/** Attributes of type N. */
export const NUMBER_ATTRIBUTES = {
  /** The next run's first `start_time`. Of a list: when the last complete snapshot began. */
  endTime: 'end_time',
  /** The start of the export. */
  startTime: 'start_time',
  /** The pinned second. Applies only while the position is at that second. */
  pinnedSecond: 'pinned_second',
  /** The page size after 504s. */
  perPage: 'per_page',
  /** When the snapshot of a list that is under way began. */
  snapshotTime: 'snapshot_time',
  /** The number of its pages that have landed. */
  page: 'page',
  /** When the last of them landed. */
  pageTime: 'page_time',
  /** The start of the window that it reads, if the list has one. */
  since: 'since',
  /** When the lease expires: at the deadline of the owner's invocation. */
  leaseUntil: 'lease_until',
  /** When Zendesk last returned a page for this export, even an empty one. */
  readAt: 'read_at',
  /** When the account turned out to lack the resource. An answer or a rewind removes it. */
  unavailableAt: 'unavailable_at',
  firstRunAt: 'first_run_at',
  lastRunAt: 'last_run_at',
  caughtUpAt: 'caught_up_at',
  /** The end of the last run that caught up or shrank the backlog. */
  freshAt: 'fresh_at',
  stalledRuns: 'stalled_runs',
  totalPages: 'total_pages',
  totalRecords: 'total_records',
  totalBytes: 'total_bytes',
  rewoundAt: 'rewound_at',
  rewoundFrom: 'rewound_from',
  /** Of a list: requests a new snapshot, and is removed when that is complete. */
  rewoundTo: 'rewound_to',
} as const;

/** Attributes of type S. */
export const TEXT_ATTRIBUTES = {
  /** The partition key: `acme/tickets`. */
  exportId: 'export_id',
  /** The cursor from which a walk through the second of `end_time` resumes, or the snapshot of a list. */
  afterCursor: 'after_cursor',
  /** A random id of the attempt that holds the lease. */
  leaseOwner: 'lease_owner',
  /** `<lease owner>#<n>` of the last checkpoint. Shows whether a write without a response was applied. */
  checkpointId: 'checkpoint_id',
  lastOutcome: 'last_outcome',
  /** The response that shows that the account lacks the resource, and the next step. */
  unavailableReason: 'unavailable_reason',
} as const;

/** All attributes. */
export const CURSOR_ATTRIBUTES = {
  ...NUMBER_ATTRIBUTES,
  ...TEXT_ATTRIBUTES,
  /** Type M: number and digest of the last records of the last landed page. */
  lastPage: 'last_page',
} as const;

/**
 * Attributes that a rewind removes: the state of the previous position or snapshot, its stalled runs, the last outcome,
 * `unavailable_at` (after which the next run might not be due) and its reason, and the lease.
 */
export const RESET_ATTRIBUTES = [
  CURSOR_ATTRIBUTES.afterCursor,
  CURSOR_ATTRIBUTES.pinnedSecond,
  CURSOR_ATTRIBUTES.lastPage,
  CURSOR_ATTRIBUTES.page,
  CURSOR_ATTRIBUTES.pageTime,
  CURSOR_ATTRIBUTES.since,
  CURSOR_ATTRIBUTES.stalledRuns,
  CURSOR_ATTRIBUTES.lastOutcome,
  CURSOR_ATTRIBUTES.unavailableAt,
  CURSOR_ATTRIBUTES.unavailableReason,
  CURSOR_ATTRIBUTES.leaseOwner,
  CURSOR_ATTRIBUTES.leaseUntil,
] as const;

const { leaseOwner, leaseUntil } = CURSOR_ATTRIBUTES;

/** Condition: no attempt owns the lease. */
export const LEASE_IS_FREE = `attribute_not_exists(${leaseOwner})`;

/** Condition: the lease's end is missing, past or not a number. Requires the values of {@link leaseValues}. */
export const LEASE_HAS_EXPIRED = `(attribute_not_exists(${leaseUntil}) OR ${leaseUntil} < :now OR NOT attribute_type(${leaseUntil}, :number))`;

/**
 * Returns the values of {@link LEASE_HAS_EXPIRED}.
 * @param nowMs - epoch milliseconds
 */
export const leaseValues = (nowMs: number) => ({
  ':now': numberValue(Math.floor(nowMs / 1000)),
  ':number': textValue('N'),
});

/** Builds a DynamoDB value of type N. */
export const numberValue = (value: number): { readonly N: string } => ({ N: String(value) });

/** Builds a DynamoDB value of type S. */
export const textValue = (value: string): { readonly S: string } => ({ S: value });
