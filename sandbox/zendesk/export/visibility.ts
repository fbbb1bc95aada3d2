import { wholeSecond } from '../time.ts';
import type { Version } from './table.ts';

/**
 * Returns true if an export at `nowMs` (epoch milliseconds) shows this version.
 *
 * Since 2024-10-28 exports omit records that changed in the last minute before the request
 * (https://support.zendesk.com/hc/en-us/articles/8143500919322). A record has only one current version, so a recently
 * changed record is missing until the minute is over. Some records appear later, seconds to minutes after their timestamp
 * (https://github.com/estuary/connectors/pull/5209). Until then the export shows the previous version, like an index
 * that lags behind.
 */
export function isVisible(version: Version, nowMs: number, holdBackSeconds: number): boolean {
  return (
    version.visibleFrom <= nowMs &&
    nowMs < version.supersededFrom &&
    version.second < wholeSecond(nowMs) - holdBackSeconds
  );
}
