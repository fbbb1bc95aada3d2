import { RATE_LIMIT_BUCKETS, type RateLimitBucket } from './rate-limit-bucket.ts';

/** How a record's timestamp is written: integer epoch seconds, or ISO 8601 text with `Z` or an offset. */
export type TimestampFormat = 'epoch' | 'iso';

/**
 * A resource that Zendesk exports, as data. The next resource is a row of {@link RESOURCES}: all its quirks are here,
 * and no other code asks for a resource by its name.
 *
 * @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
 */
export type Resource = {
  /** The name in the export request, in `export_id` and in object keys. */
  readonly name: string;
  /** The member of a page that holds the records. */
  readonly itemKey: string;
  /** The fields that together identify one version of a record. */
  readonly version: {
    readonly id: string;
    /** The field that pages are sorted by and `start_time` is compared with. */
    readonly timestamp: string;
    /** How that field is written: integer epoch seconds, or ISO 8601 text. */
    readonly timestampFormat: TimestampFormat;
  };
  readonly pagination: Pagination;
  readonly rateLimit: RateLimitBucket;
  /** Default lookback window in seconds: how long after its timestamp a record may still appear. */
  readonly settleSeconds: number;
  readonly options: ResourceOptions;
};

/** How a resource is paged through. */
export type Pagination = {
  /** The time-based endpoint. */
  readonly timePath: string;
  /** The cursor-based endpoint: the only lossless way through a second that fills a page. Null where there is none. */
  readonly cursorPath: string | null;
  /**
   * Whether a time-based page that lies within one second is known to hold all of it, with an `end_time` one second
   * later (47 recorded pages of tickets and users: facetoe/zenpy, tests/test_api/betamax).
   */
  readonly servesWholeSeconds: boolean;
  readonly endOfStream: EndOfStream;
  /** Records that a page holds at most. */
  readonly maxPageSize: number;
  /** Whether `per_page` is accepted. */
  readonly takesPageSize: boolean;
};

/** How the last page shows that it is the last: by its member `end_of_stream`, or by having fewer records than fit. */
type EndOfStream = 'flag' | 'short_page';

/** What a resource may be asked for. */
type ResourceOptions = {
  readonly include: {
    /** The sideloads that Zendesk documents. */
    readonly known: readonly string[];
    /** What is sent if the request names none. */
    readonly default: readonly string[];
  };
  /** Whether `support_type_scope` is accepted. */
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

/** The rows of these names, which the export request's schema has checked. */
export const selectResources = (names: readonly string[], resources: Resources = RESOURCES): Resource[] =>
  names.flatMap((name) => resources[name] ?? []);
