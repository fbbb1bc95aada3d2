import { RATE_LIMIT_BUCKETS, type RateLimitBucket } from './rate-limit-bucket.ts';

/** The format of a record's timestamp: integer epoch seconds, or ISO 8601 text with `Z` or an offset. */
export type TimestampFormat = 'epoch' | 'iso';

/**
 * A resource of Zendesk's incremental exports, described as data. To add a resource, add a row to {@link RESOURCES}. All
 * differences between resources are here; no other code checks the name of a resource.
 *
 * @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
 */
export type Resource = {
  /** The resource's name in the export request, in `export_id` and in object keys. */
  readonly name: string;
  /** The member of a page that holds the records. */
  readonly itemKey: string;
  /** The two fields that identify one version of a record. */
  readonly version: {
    readonly id: string;
    /** The field by which Zendesk sorts pages and applies `start_time`. */
    readonly timestamp: string;
    readonly timestampFormat: TimestampFormat;
  };
  readonly pagination: Pagination;
  readonly rateLimit: RateLimitBucket;
  /** Default lookback window in seconds: how long after its timestamp a record may still appear. */
  readonly settleSeconds: number;
  readonly options: ResourceOptions;
};

/** The pagination of a resource. */
export type Pagination = {
  /** Path of the time-based endpoint. */
  readonly timePath: string;
  /**
   * Path of the cursor-based endpoint; null if the resource has none. It is the only way through a pinned second without
   * losing records.
   */
  readonly cursorPath: string | null;
  /**
   * True if a time-based page whose records share one second contains all records of that second. Its `end_time` is
   * then one second later. Observed on 47 recorded pages of tickets and users (facetoe/zenpy, tests/test_api/betamax).
   */
  readonly servesWholeSeconds: boolean;
  readonly endOfStream: EndOfStream;
  /** Maximum number of records per page. */
  readonly maxPageSize: number;
  /** True if the endpoints accept `per_page`. */
  readonly takesPageSize: boolean;
};

/** How the last page is marked: by its member `end_of_stream`, or by having fewer records than the maximum. */
type EndOfStream = 'flag' | 'short_page';

/** The request options that a resource supports. */
type ResourceOptions = {
  readonly include: {
    /** The sideloads in Zendesk's documentation. */
    readonly known: readonly string[];
    /** The sideloads to request if the export request names none. */
    readonly default: readonly string[];
  };
  /** True if the endpoints accept `support_type_scope`. */
  readonly supportTypeScope: boolean;
};

export const RESOURCES = {
  tickets: {
    name: 'tickets',
    itemKey: 'tickets',
    version: { id: 'id', timestamp: 'generated_timestamp', timestampFormat: 'epoch' },
    pagination: {
      timePath: '/api/v2/incremental/tickets',
      cursorPath: '/api/v2/incremental/tickets/cursor',
      servesWholeSeconds: true,
      endOfStream: 'flag',
      maxPageSize: 1000,
      takesPageSize: true,
    },
    rateLimit: RATE_LIMIT_BUCKETS.incremental,
    settleSeconds: 300,
    options: {
      include: {
        known: [
          'users',
          'groups',
          'organizations',
          'sharing_agreements',
          'ticket_forms',
          'metric_sets',
          'slas',
          'comment_count',
          'dates',
          'incident_counts',
        ],
        default: [],
      },
      supportTypeScope: true,
    },
  },
} as const satisfies Resources;

/** Resources by name. */
export type Resources = Readonly<Record<string, Resource>>;

/** Returns the resources with these names. The export request's schema has already validated the names. */
export const selectResources = (names: readonly string[], resources: Resources = RESOURCES): Resource[] =>
  names.flatMap((name) => resources[name] ?? []);
