import { EXPORT_REQUESTS_PER_MINUTE } from '#common/limits.ts';

/**
 * One of Zendesk's rate-limit counters. Endpoints that share a counter use the same bucket.
 *
 * @see https://developer.zendesk.com/api-reference/introduction/rate-limits/
 */
export type RateLimitBucket = {
  readonly name: string;
  /** The response header that reports this counter alone, in lower case; null if there is none. */
  readonly header: string | null;
  /**
   * Present if the counter is the account-wide limit, which most responses report and all clients of the account share:
   * the maximum fraction (0 < n ≤ 1) to use.
   */
  readonly accountShare?: number;
  /** The lowest limit of all plans, in requests per minute. It applies until a response contains the header. */
  readonly requestsPerMinute: number;
};

export const RATE_LIMIT_BUCKETS = {
  /** 10 requests per minute, 30 with the High Volume API add-on. */
  incremental: {
    name: 'incremental',
    header: 'zendesk-ratelimit-incremental-exports',
    requestsPerMinute: EXPORT_REQUESTS_PER_MINUTE,
  },
  /** Zendesk Talk reports only the account-wide limit. Its incremental exports allow 10 requests per minute. */
  talk: { name: 'talk', header: null, requestsPerMinute: 10 },
  /** The help center has a separate counter. Its documentation names no limit for the incremental export. */
  helpCenter: { name: 'help_center', header: null, requestsPerMinute: 10 },
  /** The list of ticket fields has a separate counter of 20 requests per minute (useairfoil/typescript-sdk). */
  ticketFields: {
    name: 'ticket_fields',
    header: 'zendesk-ratelimit-ticket-fields-index',
    requestsPerMinute: 20,
  },
  /** The account-wide limit is 200 requests per minute or more. Other clients need it too. */
  accountWide: { name: 'account_wide', header: null, accountShare: 0.1, requestsPerMinute: 10 },
} as const satisfies Record<string, RateLimitBucket>;
