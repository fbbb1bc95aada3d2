import type { RateLimitBucket } from '../rate-limit-bucket.ts';

/** The rate-limit window that a response reports. */
export type RateLimit = {
  /** Requests allowed per window; undefined if the header does not contain it. */
  readonly total: number | undefined;
  /** Requests remaining in this window. */
  readonly remaining: number;
  /** Seconds until the next window. */
  readonly resets: number;
};

/**
 * Parses the bucket's header, such as `total=10; remaining=9; resets=6`.
 * @param headers - response headers, names in lower case
 * @returns undefined if the bucket has no header, or the header is missing or cannot be parsed
 * @see https://developer.zendesk.com/api-reference/introduction/rate-limits/
 */
export function readRateLimit(
  bucket: RateLimitBucket,
  headers: Readonly<Record<string, string | undefined>>,
): RateLimit | undefined {
  // Stryker disable next-line StringLiteral: any text without the fields has the same effect as a missing header
  const text = bucket.header === null ? '' : (headers[bucket.header] ?? '');
  const remaining = readNumber(text, 'remaining');
  const resets = readNumber(text, 'resets');
  return remaining === undefined || resets === undefined
    ? undefined
    : { total: readNumber(text, 'total'), remaining, resets };
}

function readNumber(text: string, name: string): number | undefined {
  const digits = new RegExp(String.raw`\b${name}=(\d+)`).exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
