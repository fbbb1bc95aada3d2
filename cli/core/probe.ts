import type { AccessRefusal } from '#functions/export/core/access-refusal.ts';
import type { RateLimit } from '#functions/export/core/pacing/rate-limit-header.ts';

/** The result of the smallest possible request for a resource. No text has anything confidential. */
export type Probe =
  | (Answered & {
      readonly kind: 'ok';
      /** Epoch seconds of the first record; undefined if there is none, or if recent records were requested. */
      readonly oldestTime: number | undefined;
    })
  | (Answered & { readonly kind: 'unauthorized' | 'throttled' | 'failed' })
  /** Zendesk returned 403 or 404. */
  | (Answered & { readonly kind: 'refused'; readonly status: number; readonly refusal: AccessRefusal })
  /** Zendesk rejected the token request. */
  | { readonly kind: 'no_token'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** No request was sent. */
  | { readonly kind: 'skipped'; readonly detail: string };

type Answered = {
  /** The request, and the status and error message of the response. */
  readonly detail: string;
  /** Seconds by which Zendesk's clock is ahead of ours; negative if it is behind. Undefined if unknown. */
  readonly skewSeconds: number | undefined;
  readonly rateLimit: RateLimit | undefined;
};
