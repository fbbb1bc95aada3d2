/**
 * Why a request has to be made again.
 * - `throttled` (429): a matter of time, never spends the attempts
 * - `smaller_page` (504, and a smaller page is asked for next): another request than the one that failed
 * - `no_page`: 200, but what came is no answer
 * - `unavailable`: everything else that may pass
 */
export type FailureKind = 'throttled' | 'smaller_page' | 'no_page' | 'unavailable';

export type Attempts = {
  /**
   * Counts a failure.
   * @param now - epoch milliseconds
   * @returns whether the attempts are spent, or else the backoff in milliseconds
   */
  failed(kind: FailureKind, now: number): 'exhausted' | number;
};

const MAX_ATTEMPTS = 8;
/** Longer than Zendesk's one-minute windows and than most of its hiccups. */
const MIN_RETRY_DURATION_MS = 120_000;
const MAX_INVALID_PAGES = 3;

/** No wait is shorter: exporters that obeyed a `Retry-After: 0` hammered on (airbytehq/airbyte#11899). */
export const MIN_WAIT_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;

/**
 * Counts the attempts at one page, or one token.
 * @param startedAt - epoch milliseconds
 * @param random - from 0 to below 1
 */
export function createAttempts(startedAt: number, random: () => number): Attempts {
  const counts = { throttled: 0, smaller_page: 0, no_page: 0, unavailable: 0 };
  return {
    failed(kind, now) {
      counts[kind] += 1;
      if (counts.no_page >= MAX_INVALID_PAGES) return 'exhausted';
      if (counts.no_page + counts.unavailable >= MAX_ATTEMPTS && now - startedAt >= MIN_RETRY_DURATION_MS)
        return 'exhausted';
      return backoffMs(kind === 'smaller_page' ? 1 : counts.throttled + counts.no_page + counts.unavailable, random);
    },
  };
}

/**
 * Exponential backoff with equal jitter: half of it fixed, half of it random.
 * @param failures - how many there have been, from 1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(failures: number, random: () => number): number {
  const most = Math.min(MAX_BACKOFF_MS, MIN_WAIT_MS * 2 ** failures);
  return Math.max(MIN_WAIT_MS, Math.ceil((most / 2) * (1 + random())));
}

/**
 * Reads `Retry-After` in all the forms that have been seen: seconds, a list of them (a header sent twice becomes
 * `50, 53`), an HTTP date. Zero and nonsense say nothing.
 *
 * @param date - the same answer's `Date`: an HTTP date counts from Zendesk's clock, not from ours
 * @param now - epoch milliseconds
 * @returns milliseconds, at least {@link MIN_WAIT_MS}; undefined where the header says nothing
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 * @see https://github.com/airbytehq/airbyte/issues/14112 for the list
 */
export function retryAfterMs(header: string | undefined, date: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = secondsOf(header) ?? untilDate(header, date, now);
  return ms === undefined || ms <= 0 ? undefined : Math.max(MIN_WAIT_MS, Math.ceil(ms));
}

function secondsOf(header: string): number | undefined {
  const parts = header.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^\d+(\.\d+)?$/.test(part))) return undefined;
  return Math.max(...parts.map(Number)) * 1000;
}

function untilDate(header: string, date: string | undefined, now: number): number | undefined {
  // HTTP dates begin with the day's name; Date.parse makes something of much else too.
  const until = /^(mon|tue|wed|thu|fri|sat|sun)/i.test(header.trim()) ? Date.parse(header) : Number.NaN;
  // Stryker disable next-line ConditionalExpression: Date.parse(undefined) is NaN too, the condition is for the compiler
  const from = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(until) ? undefined : until - (Number.isNaN(from) ? now : from);
}
