import type { List } from './list.ts';
import type { RateLimitBucket } from './rate-limit-bucket.ts';
import type { WalkStyle } from './walk-style.ts';

/** The format of a record's timestamp: integer epoch seconds, or ISO 8601 text with `Z` or an offset. */
export type TimestampFormat = 'epoch' | 'iso';

/**
 * A resource of Zendesk, described as data. To add a resource, add a row in resources.ts or lists.ts. All differences
 * between resources are here; no other code checks the name of a resource.
 */
export type Resource = IncrementalResource | ListResource;

/** The description that all resources have. */
type Described = {
  /** The resource's name in the export request, in `export_id` and in object keys. */
  readonly name: string;
  /** The member of a page that holds the records. */
  readonly itemKey: string;
  /** The Zendesk product that the account needs. */
  readonly product: 'Support' | 'Talk' | 'Guide';
  readonly rateLimit: RateLimitBucket;
  /** Default minimum seconds between two polls. */
  readonly pollSeconds: number;
  readonly options: ResourceOptions;
};

/** A resource that Zendesk only lists whole. */
export type ListResource = Described & List & { readonly kind: 'list' };

/**
 * A resource of Zendesk's incremental exports.
 *
 * @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
 */
export type IncrementalResource = Described & {
  readonly kind: 'incremental';
  /** The two fields that identify one version of a record. */
  readonly version: {
    readonly id: string;
    /** The field by which Zendesk sorts pages and applies `start_time`. */
    readonly timestamp: string;
    readonly timestampFormat: TimestampFormat;
  };
  readonly pagination: Pagination;
  /** Default lookback window in seconds: how long after its timestamp a record may still appear. */
  readonly settleSeconds: number;
};

/** The pagination of a resource. */
export type Pagination = {
  /** Path of the time-based endpoint. */
  readonly timePath: string;
  /** Query parameters that every request needs. */
  readonly query?: Readonly<Record<string, string>>;
  /**
   * The endpoint for a cursor walk; null if the resource has none. It is the only way through a pinned second without
   * losing records.
   */
  readonly walk: WalkEndpoint | null;
  /**
   * True if a time-based page whose records share one second contains all records of that second. Its `end_time` is
   * then one second later. Observed on 47 recorded pages of tickets and users (facetoe/zenpy, tests/test_api/betamax).
   */
  readonly servesWholeSeconds: boolean;
  readonly endOfStream: EndOfStream;
  /** Maximum number of records per page. */
  readonly maxPageSize: number;
  /** True if the endpoints accept a page size. */
  readonly takesPageSize: boolean;
};

/** An endpoint that reads on behind a record instead of a second. */
type WalkEndpoint = { readonly style: WalkStyle; readonly path: string };

/**
 * How the last page is marked: by its member `end_of_stream`, by having fewer records than the maximum, or by a
 * `next_page` that is null or a short page that leads to no later time.
 */
export type EndOfStream = 'flag' | 'short_page' | 'next_page';

/** The request options that a resource supports. */
type ResourceOptions = {
  /** Null if the endpoints do not accept `include`. */
  readonly include: Sideloads | null;
  /** True if the endpoints accept `support_type_scope`. */
  readonly supportTypeScope: boolean;
};

type Sideloads = {
  /** The sideloads that an export request can name for all of its resources at once. */
  readonly known: readonly string[];
  /** The sideloads to request if the export request names none for this resource. */
  readonly default: readonly string[];
};
