import { DEFAULT_STALE_SECONDS, type ExportRequest } from './export-request.ts';
import type { Resource } from './resource.ts';

/** The options of one export: those of the request that its resource supports, and the resource's defaults. */
export type ExportOptions = {
  /** Sideloads, sent as `include`. */
  readonly include: readonly string[];
  /** Sent as `support_type_scope`; undefined if not sent. */
  readonly supportTypeScope: string | undefined;
  /** Start time of an export that has no checkpoint yet, in epoch seconds. */
  readonly startTime: number;
  /** The `per_page` to request. */
  readonly pageSize: number;
  /** The lookback window in seconds; 0 for lists. */
  readonly settleSeconds: number;
  /** Minimum seconds between two polls. */
  readonly pollSeconds: number;
  /** Seconds between the starts of two snapshots of a list. */
  readonly snapshotSeconds: number;
  /**
   * How long (seconds) the export may be behind without shrinking its backlog before it is stale. A list is behind from
   * the start of its last complete snapshot on.
   */
  readonly staleSeconds: number;
};

/**
 * Combines the options that the request sets for this resource alone, those that it sets for all resources, and the
 * resource's defaults, in this order. Drops options for all resources that this one does not support.
 */
export function resolveOptions(resource: Resource, request: ExportRequest): ExportOptions {
  const { options } = resource;
  const own = request.resources.find(({ name }) => name === resource.name);
  const pollSeconds = own?.pollSeconds ?? request.pollSeconds ?? resource.pollSeconds;
  const snapshotSeconds = own?.snapshotSeconds ?? request.snapshotSeconds;
  const interval = resource.kind === 'list' ? Math.max(pollSeconds, snapshotSeconds) : pollSeconds;
  return {
    include: own?.include ?? resolveSideloads(resource, request),
    supportTypeScope: options.supportTypeScope ? (own?.supportTypeScope ?? request.supportTypeScope) : undefined,
    startTime: own?.startTime ?? request.startTime,
    ...resolveReading(resource, own?.pageSize ?? request.pageSize, own?.settleSeconds ?? request.settleSeconds),
    pollSeconds,
    snapshotSeconds,
    // A single failed run must not make an export stale: the next one recovers it.
    staleSeconds: Math.max(request.staleSeconds ?? defaultStaleSeconds(resource), 2 * interval),
  };
}

/** A list is stale after two intervals, however short they are. */
const defaultStaleSeconds = ({ kind }: Resource): number => (kind === 'list' ? 0 : DEFAULT_STALE_SECONDS);

/** Page size and lookback window. A request cannot set them for lists. */
function resolveReading(
  resource: Resource,
  pageSize: number,
  settleSeconds: number | undefined,
): Pick<ExportOptions, 'pageSize' | 'settleSeconds'> {
  if (resource.kind === 'list') return { pageSize: resource.pageSize, settleSeconds: 0 };
  const { takesPageSize, maxPageSize } = resource.pagination;
  return {
    pageSize: takesPageSize ? Math.min(pageSize, maxPageSize) : maxPageSize,
    settleSeconds: settleSeconds ?? resource.settleSeconds,
  };
}

function resolveSideloads({ options }: Resource, { include }: ExportRequest): readonly string[] {
  if (options.include === null) return [];
  const known: readonly string[] = options.include.known;
  const requested = include.filter((name) => known.includes(name));
  return requested.length > 0 ? requested : options.include.default;
}
