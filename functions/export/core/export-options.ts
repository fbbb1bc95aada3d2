import type { ExportRequest } from './export-request.ts';
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
  /** The lookback window in seconds. */
  readonly settleSeconds: number;
  /** Minimum seconds between two polls. */
  readonly pollSeconds: number;
};

/** Combines the request with the resource's defaults. Drops options that the resource does not support. */
export function resolveOptions(resource: Resource, request: ExportRequest): ExportOptions {
  const { options, pagination } = resource;
  const known = request.include.filter((name) => options.include.known.includes(name));
  return {
    include: known.length > 0 ? known : options.include.default,
    supportTypeScope: options.supportTypeScope ? request.supportTypeScope : undefined,
    startTime: request.startTime,
    pageSize: pagination.takesPageSize ? Math.min(request.pageSize, pagination.maxPageSize) : pagination.maxPageSize,
    settleSeconds: request.settleSeconds ?? resource.settleSeconds,
    pollSeconds: request.pollSeconds,
  };
}
