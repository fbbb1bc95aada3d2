import { wholeSecond } from '../time.ts';
import type { Version } from './table.ts';

/**
 * Whether an export asked at `nowMs` (epoch milliseconds) shows this version.
 *
 * Since 2024-10-28 what changed in the minute before the request is left out
 * (https://support.zendesk.com/hc/en-us/articles/8143500919322). A record has one current state, so a record that
 * has just changed is missing altogether until the minute is over. Some records show later still, seconds to minutes
 * after their own timestamp (https://github.com/estuary/connectors/pull/5209). Until then the export shows the
 * version before, as an index that lags behind does.
 */
export function isVisible(version: Version, nowMs: number, holdBackSeconds: number): boolean {
  return (
    version.visibleFrom <= nowMs &&
    nowMs < version.supersededFrom &&
    version.second < wholeSecond(nowMs) - holdBackSeconds
  );
}
