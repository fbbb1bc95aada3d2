/**
 * The watermark of the lookback window, in epoch seconds; null while every page of the run is settled.
 *
 * Zendesk may expose a record seconds to minutes after its timestamp, when later records have already been read
 * (https://github.com/estuary/connectors/pull/5209). The lookback window covers such late records: the next run reads
 * the last `settleSeconds` again. A page is settled if it leads to a position that was at least `settleSeconds` in the
 * past when the page was requested.
 *
 * The lookback window does not stop a run: it reads page after page up to now. Only the persisted position is held back.
 * From the run's first unsettled page on, it stays at that page's request time − `settleSeconds`. If each page moved the
 * watermark, it would pass seconds that were read too early.
 */
export type HeldBackTo = number | null;

/**
 * Returns the watermark after a page.
 *
 * @param heldBackTo - the watermark before the page
 * @param reached - the position after the page, in epoch seconds
 * @param requestTime - when the page was requested, in epoch milliseconds: see {@link requestTime}
 */
export function applyLookback(
  heldBackTo: HeldBackTo,
  reached: number,
  requestTime: number,
  settleSeconds: number,
): HeldBackTo {
  if (heldBackTo !== null) return heldBackTo;
  const horizon = Math.floor(requestTime / 1000) - settleSeconds;
  return reached <= horizon ? null : horizon;
}

/**
 * Returns when a request was sent, by the clock that is behind: the function's, or Zendesk's as shown in the response's
 * `Date` header. Zendesk's clock sets the timestamps of records, so the function's clock alone does not show how old a
 * second was when it was read.
 *
 * @param sentAt - when the request was sent, in epoch milliseconds of the function's clock
 * @param answeredAt - when the response's headers arrived, in epoch milliseconds of the function's clock
 * @param date - the response's `Date` header
 * @returns epoch milliseconds
 */
export function requestTime(sentAt: number, answeredAt: number, date: string | undefined): number {
  // Stryker disable next-line ConditionalExpression: Date.parse(undefined) is NaN as well, the condition is only for the compiler
  const served = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(served) ? sentAt : Math.min(sentAt, served - (answeredAt - sentAt));
}
