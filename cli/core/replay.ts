import type { ExportRequest } from '#functions/export/core/export-request.ts';
import type { RunHistory } from '#functions/export/core/state/run-history.ts';
import type { ListedObject } from './listed-object.ts';

/** The work of a re-export, estimated from the objects that cover its time. */
export type Replay = {
  readonly objects: number;
  /** As stored, compressed. */
  readonly bytes: number;
  readonly records: number;
  /** True if the record count is exact, false if it is extrapolated from a sample. */
  readonly isExact: boolean;
  /** Duration at the allowed request rate, with full pages and no other export in the same rate-limit bucket. */
  readonly hours: number;
};

type Rate = Pick<ExportRequest, 'pageSize' | 'allowanceShare' | 'requestsPerMinute'> & {
  /** Requests per minute that Zendesk allows for this resource. */
  readonly allowedPerMinute: number;
};

/** Maximum number of objects whose metadata is read. */
const SAMPLE_SIZE = 200;

/** Selects the objects whose interval ends at or after a time (epoch seconds). */
export const selectSince = (objects: readonly ListedObject[], to: number): ListedObject[] =>
  objects.filter(({ endTime }) => endTime >= to);

/** Returns an evenly spread sample of at most `size` items. */
export function sampleEvenly<Item>(items: readonly Item[], size: number = SAMPLE_SIZE): Item[] {
  if (items.length <= size) return [...items];
  return Array.from({ length: size }, (_, n) => items[Math.floor((n * items.length) / size)]).filter(
    (item) => item !== undefined,
  );
}

/**
 * Estimates the work of a re-export of all records, from the totals of the cursor item.
 * @returns undefined if the item has no totals
 */
export function planFromTotals(
  { totalPages, totalRecords, totalBytes = 0 }: Pick<RunHistory, 'totalPages' | 'totalRecords' | 'totalBytes'>,
  rate: Rate,
): Replay | undefined {
  if (totalPages === undefined || totalRecords === undefined || totalRecords === 0) return undefined;
  return {
    objects: totalPages,
    bytes: totalBytes,
    records: totalRecords,
    isExact: false,
    hours: hoursFor(totalRecords, rate),
  };
}

/**
 * Estimates the work of a re-export.
 * @param objects - the objects that cover its time
 * @param sampled - record counts of a sample of these objects
 */
export function planReplay(
  objects: readonly Pick<ListedObject, 'bytes'>[],
  sampled: readonly number[],
  rate: Rate,
): Replay {
  const inSample = sampled.reduce((sum, records) => sum + records, 0);
  const records = sampled.length === 0 ? 0 : Math.round((inSample / sampled.length) * objects.length);
  return {
    objects: objects.length,
    bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
    records,
    isExact: sampled.length === objects.length,
    hours: hoursFor(records, rate),
  };
}

function hoursFor(records: number, { pageSize, requestsPerMinute, allowedPerMinute, allowanceShare }: Rate): number {
  const perMinute = requestsPerMinute ?? allowedPerMinute * allowanceShare;
  return Math.ceil(records / pageSize) / perMinute / 60;
}
