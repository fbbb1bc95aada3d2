import type { RateLimitBucket } from '../rate-limit-bucket.ts';

/** What a response says of the window in which its request was counted. */
export type RateLimit = {
  /** Requests that the account may make in a window; undefined if the header does not say. */
  readonly total: number | undefined;
  /** Requests left in this window. */
  readonly remaining: number;
  /** Seconds until the next window. */
  readonly resets: number;
};

/**
 * Reads the bucket's header, `total=10; remaining=9; resets=6`.
 * @param headers - names in lower case
 * @returns undefined if the bucket has no header, or the response has none that can be read
 */
export function readRateLimit(
  bucket: RateLimitBucket,
  headers: Readonly<Record<string, string | undefined>>,
): RateLimit | undefined {
  // Stryker disable next-line StringLiteral: any text without the fields stands for a missing header
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
