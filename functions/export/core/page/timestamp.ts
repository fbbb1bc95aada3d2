import type { TimestampFormat } from '../resource.ts';

/** Epoch seconds have ten digits until the year 2286. A longer value is in milliseconds and would break the key order. */
const LAST_SECOND = 9_999_999_999;

/** Date and time, an optional fraction of a second (dropped), and the time zone. */
const ISO_8601 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Converts a record's timestamp to epoch seconds. No other code depends on the format.
 *
 * @param value - as returned by `JSON.parse`
 * @returns epoch seconds, rounded down; undefined if the value is not a timestamp in that format
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

/** Rejects dates that `Date.parse` would shift: February 30 to March 2, 24:00 to 00:00 of the next day. */
function isOnCalendar(local: string): boolean {
  const time = Date.parse(`${local}Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(local);
}
