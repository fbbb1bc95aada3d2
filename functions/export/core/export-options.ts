import type { ExportRequest } from './export-request.ts';
import type { Resource } from './resource.ts';

/** What one export is run with: the request's options as far as its resource knows them, and the resource's defaults. */
export type ExportOptions = {
  /** Sideloads, sent as `include`. */
  readonly include: readonly string[];
  /** Sent as `support_type_scope`; undefined if it is not sent. */
  readonly supportTypeScope: string | undefined;
  /** Epoch seconds: where an export without a cursor begins. */
  readonly startTime: number;
  /** Records per page to ask for. */
  readonly pageSize: number;
  /** The lookback window. */
  readonly settleSeconds: number;
  /** Seconds between two polls. */
  readonly pollSeconds: number;
};

/** Combines a request with its resource's defaults. An option that the resource does not know is left out. */
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
