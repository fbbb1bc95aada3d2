import { readRateLimit } from '../core/pacing/rate-limit-header.ts';
import { MIN_WAIT_MS, readRetryAfter } from '../core/pacing/retry-after.ts';
import type { HttpAnswer } from '../core/ports/ports.ts';
import type { RateLimitBucket } from '../core/rate-limit-bucket.ts';
import { bodyText } from './body.ts';

/** How the client has to handle a response. */
export type Classified =
  | { readonly kind: 'ok' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'gateway_timeout' }
  /** `waitMs`: the wait that Zendesk requests, if any. */
  | {
      readonly kind: 'retry';
      readonly failure: 'throttled' | 'unavailable' | 'invalid_page';
      readonly waitMs?: number | undefined;
    }
  | { readonly kind: 'redirect' }
  | { readonly kind: 'refused' };

/** 4xx responses that succeed on retry. @see https://github.com/singer-io/tap-zendesk/blob/master/CHANGELOG.md */
const TRANSIENT_STATUSES = new Set([408, 409, 425]);

/**
 * Classifies a response by status and headers.
 * @param bucket - the rate-limit bucket that the request counts against, if any
 */
export function classify(answer: HttpAnswer, bucket?: RateLimitBucket): Classified {
  const { status, headers, answeredAt } = answer;
  const retryAfterMs = readRetryAfter(headers['retry-after'], headers['date'], answeredAt);
  if (status === 200) return { kind: 'ok' };
  if (status === 401) return { kind: 'unauthorized' };
  if (status === 403) return isFromEdge(answer) ? { kind: 'retry', failure: 'unavailable' } : { kind: 'forbidden' };
  if (status === 429) {
    return { kind: 'retry', failure: 'throttled', waitMs: retryAfterMs ?? msUntilReset(answer, bucket) };
  }
  if (status === 503) return { kind: 'retry', failure: 'unavailable', waitMs: retryAfterMs };
  if (status === 504) return { kind: 'gateway_timeout' };
  if (status >= 500 || TRANSIENT_STATUSES.has(status)) return { kind: 'retry', failure: 'unavailable' };
  if (status >= 400) return { kind: 'refused' };
  if (status >= 300) return { kind: 'redirect' };
  return { kind: 'retry', failure: 'invalid_page' };
}

/**
 * True if a 403 comes from Cloudflare, which is an outage. Zendesk's own 403 has JSON or an empty HTML body.
 * @see https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
 */
function isFromEdge(answer: HttpAnswer): boolean {
  const isHtml = /^\s*text\/html\b/i.test(answer.headers['content-type'] ?? '');
  return answer.headers['cf-mitigated'] !== undefined || (isHtml && bodyText(answer) !== '');
}

function msUntilReset({ headers }: HttpAnswer, bucket: RateLimitBucket | undefined): number | undefined {
  const limit = bucket && readRateLimit(bucket, headers);
  return limit && Math.max(MIN_WAIT_MS, limit.resets * 1000);
}
