/** The shortest wait. Exporters that obeyed `Retry-After: 0` flooded Zendesk with requests (airbytehq/airbyte#11899). */
export const MIN_WAIT_MS = 1_000;

/**
 * Parses `Retry-After` in every form that Zendesk and proxies send: seconds, a list of seconds (a header sent twice
 * becomes `50, 53`), or an HTTP date. Zero and invalid values are ignored.
 *
 * @param date - the same response's `Date`: an HTTP date counts from Zendesk's clock, not ours
 * @param now - epoch milliseconds
 * @returns milliseconds, at least {@link MIN_WAIT_MS}; undefined if the header is missing or ignored
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 * @see https://github.com/airbytehq/airbyte/issues/14112 for the list
 */
export function readRetryAfter(header: string | undefined, date: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = parseSeconds(header) ?? parseDate(header, date, now);
  return ms === undefined || ms <= 0 ? undefined : Math.max(MIN_WAIT_MS, Math.ceil(ms));
}

function parseSeconds(header: string): number | undefined {
  const parts = header.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^\d+(\.\d+)?$/.test(part))) return undefined;
  return Math.max(...parts.map(Number)) * 1000;
}

function parseDate(header: string, date: string | undefined, now: number): number | undefined {
  // HTTP dates begin with the name of the day. Date.parse also accepts many other formats.
  const until = /^(mon|tue|wed|thu|fri|sat|sun)/i.test(header.trim()) ? Date.parse(header) : Number.NaN;
  // Stryker disable next-line ConditionalExpression: Date.parse(undefined) is NaN as well, the condition is only for the compiler
  const from = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(until) ? undefined : until - (Number.isNaN(from) ? now : from);
}
