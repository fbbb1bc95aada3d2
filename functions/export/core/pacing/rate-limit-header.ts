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

/** Response headers, names in lower case. */
type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Reads the state of a bucket from a response.
 * @returns undefined if the response does not report it
 * @see https://developer.zendesk.com/api-reference/introduction/rate-limits/
 */
export const readRateLimit = (bucket: RateLimitBucket, headers: Headers): RateLimit | undefined =>
  bucket.accountShare === undefined ? readOwnHeader(bucket, headers) : readAccountHeaders(headers);

/** Parses the bucket's own header, such as `total=10; remaining=9; resets=6`. */
export function readOwnHeader({ header }: RateLimitBucket, headers: Headers): RateLimit | undefined {
  // Stryker disable next-line StringLiteral: any text without the fields has the same effect as a missing header
  const text = header === null ? '' : (headers[header] ?? '');
  return toRateLimit(readField(text, 'total'), readField(text, 'remaining'), readField(text, 'resets'));
}

/** Reads the account-wide headers. Some services have only the second of two names (estuary/connectors). */
const readAccountHeaders = (headers: Headers): RateLimit | undefined =>
  toRateLimit(
    readNumber(headers['ratelimit-limit'] ?? headers['x-rate-limit']),
    readNumber(headers['ratelimit-remaining'] ?? headers['x-rate-limit-remaining']),
    readNumber(headers['ratelimit-reset']),
  );

const toRateLimit = (
  total: number | undefined,
  remaining: number | undefined,
  resets: number | undefined,
): RateLimit | undefined =>
  remaining === undefined || resets === undefined ? undefined : { total, remaining, resets };

const readNumber = (text = ''): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);

function readField(text: string, name: string): number | undefined {
  const digits = new RegExp(String.raw`\b${name}=(\d+)`).exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
