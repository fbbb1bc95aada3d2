/** No wait is shorter: exporters that obeyed a `Retry-After: 0` hammered Zendesk (airbytehq/airbyte#11899). */
export const MIN_WAIT_MS = 1_000;

/**
 * Reads `Retry-After` in all the forms that have been seen: seconds, a list of them (a header sent twice becomes
 * `50, 53`), an HTTP date. Zero and nonsense are ignored.
 *
 * @param date - the same response's `Date`: an HTTP date counts from Zendesk's clock, not from ours
 * @param now - epoch milliseconds
 * @returns milliseconds, at least {@link MIN_WAIT_MS}; undefined if the header is missing or ignored
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 * @see https://github.com/airbytehq/airbyte/issues/14112 for the list
 */
export function readRetryAfter(header: string | undefined, date: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = msOfSeconds(header) ?? msUntilDate(header, date, now);
  return ms === undefined || ms <= 0 ? undefined : Math.max(MIN_WAIT_MS, Math.ceil(ms));
}

function msOfSeconds(header: string): number | undefined {
  const parts = header.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^\d+(\.\d+)?$/.test(part))) return undefined;
  return Math.max(...parts.map(Number)) * 1000;
}

function msUntilDate(header: string, date: string | undefined, now: number): number | undefined {
  // HTTP dates begin with the day's name. Date.parse accepts much else too.
  const until = /^(mon|tue|wed|thu|fri|sat|sun)/i.test(header.trim()) ? Date.parse(header) : Number.NaN;
  // Stryker disable next-line ConditionalExpression: Date.parse(undefined) is NaN too, the condition is for the compiler
  const from = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(until) ? undefined : until - (Number.isNaN(from) ? now : from);
}
