import { EXPORT_REQUESTS_PER_MINUTE } from '#common/limits.ts';
import type { ExportRequest } from '#functions/export/core/export-request.ts';
import type { ListedObject } from './listed-object.ts';

/** What it takes to read a time again, estimated from the objects that cover it. */
export type Replay = {
  readonly objects: number;
  /** As stored, compressed. */
  readonly bytes: number;
  readonly records: number;
  /** Whether every object was asked for its records, or only some of them. */
  readonly isExact: boolean;
  /** At the rate of requests that is allowed, with every page full. */
  readonly hours: number;
};

/** More objects than this are not asked one by one for their records. */
const SAMPLE_SIZE = 200;

/** The objects whose interval ends at or after a time (epoch seconds). */
export const landedSince = (objects: readonly ListedObject[], to: number): ListedObject[] =>
  objects.filter(({ endTime }) => endTime >= to);

/** Some of the objects, spread evenly; all of them where they are few. */
export function sampleEvenly<Item>(items: readonly Item[], most: number = SAMPLE_SIZE): Item[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, n) => items[Math.floor((n * items.length) / most)]).filter(
    (item) => item !== undefined,
  );
}

/**
 * @param objects - what the replay reads again
 * @param sampled - how many records each of a sample of them holds
 */
export function planReplay(
  objects: readonly Pick<ListedObject, 'bytes'>[],
  sampled: readonly number[],
  request: Pick<ExportRequest, 'pageSize' | 'allowanceShare' | 'requestsPerMinute'>,
): Replay {
  const inSample = sampled.reduce((sum, records) => sum + records, 0);
  const records = sampled.length === 0 ? 0 : Math.round((inSample / sampled.length) * objects.length);
  const perMinute = request.requestsPerMinute ?? EXPORT_REQUESTS_PER_MINUTE * request.allowanceShare;
  return {
    objects: objects.length,
    bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
    records,
    isExact: sampled.length === objects.length,
    hours: Math.ceil(records / request.pageSize) / perMinute / 60,
  };
}
