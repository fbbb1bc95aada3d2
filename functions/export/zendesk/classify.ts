import { parseRateHeader, RATE_HEADER } from '../core/pacing/pacer.ts';
import type { HttpAnswer } from '../core/ports/ports.ts';
import { MIN_WAIT_MS, retryAfterMs } from '../core/pacing/retry.ts';

/** What an answer's status asks for, before its body is looked at. */
export type Classified =
  | { readonly kind: 'ok' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'gateway_timeout' }
  /** `waitMs`: what the answer says itself about when to come back. */
  | {
      readonly kind: 'retry';
      readonly failure: 'throttled' | 'unavailable' | 'no_page';
      readonly waitMs?: number | undefined;
    }
  | { readonly kind: 'redirect' }
  | { readonly kind: 'refused' };

/** @see https://github.com/singer-io/tap-zendesk/blob/master/CHANGELOG.md for the 4xx that pass by themselves */
const PASSING = new Set([408, 409, 425]);

export function classify(answer: HttpAnswer): Classified {
  const { status, headers, answeredAt } = answer;
  const retryAfter = retryAfterMs(headers['retry-after'], headers['date'], answeredAt);
  if (status === 200) return { kind: 'ok' };
  if (status === 401) return { kind: 'unauthorized' };
  if (status === 403) return { kind: 'forbidden' };
  if (status === 429) return { kind: 'retry', failure: 'throttled', waitMs: retryAfter ?? untilReset(answer) };
  if (status === 503) return { kind: 'retry', failure: 'unavailable', waitMs: retryAfter };
  if (status === 504) return { kind: 'gateway_timeout' };
  if (status >= 500 || PASSING.has(status)) return { kind: 'retry', failure: 'unavailable' };
  if (status >= 400) return { kind: 'refused' };
  if (status >= 300) return { kind: 'redirect' };
  return { kind: 'retry', failure: 'no_page' };
}

function untilReset({ headers }: HttpAnswer): number | undefined {
  const announced = parseRateHeader(headers[RATE_HEADER]);
  return announced === undefined ? undefined : Math.max(MIN_WAIT_MS, announced.resets * 1000);
}
