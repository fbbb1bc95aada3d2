import type { TimestampFormat } from '../resource.ts';

/** Epoch seconds have ten digits until the year 2286; more are milliseconds, and would break the keys' order. */
const LAST_SECOND = 9_999_999_999;

/** Date and time, a fraction of a second that is dropped, and the zone. */
const ISO_8601 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Reads the timestamp of a record, so that nothing else has to know its format.
 *
 * @param value - as of `JSON.parse`
 * @returns epoch seconds, rounded down; undefined if the value is no timestamp in that format
 */
export function readTimestamp(format: TimestampFormat, value: unknown): number | undefined {
  const seconds = format === 'iso' ? parseIso(value) : value;
  return isEpochSeconds(seconds) ? seconds : undefined;
}

export const isEpochSeconds = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_SECOND;

function parseIso(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const [, local = '', zone = ''] = ISO_8601.exec(value) ?? [];
  return isOnCalendar(local) ? Date.parse(local + zone) / 1000 : undefined;
}

/** `Date.parse` takes February 30 for March 2, and 24:00 for the next day's 00:00. */
function isOnCalendar(local: string): boolean {
  const time = Date.parse(`${local}Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(local);
}
