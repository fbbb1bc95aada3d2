/**
 * Zendesk may show a record seconds to minutes after the record's own timestamp, behind records already served
 * (https://github.com/estuary/connectors/pull/5209). So a second counts as read only when it was read at least
 * `settleSeconds` after it.
 *
 * Within a run draining goes on page by page; what is held back is the position persisted for the next run:
 * from the run's first page that was not settled on, it stays at that page's request moment − `settleSeconds`.
 * Measured anew per page instead, it would slide past seconds that were read too early.
 */
export type HeldBackTo = number | null;

/**
 * @param heldBackTo - epoch seconds where the persisted position is held, null while every page of the run was settled
 * @param reached - epoch seconds: the position that the page leads to
 * @param requestTime - epoch milliseconds: see {@link requestTime}
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
 * When a request was made, by whichever clock is behind: the function's, or Zendesk's as its answer's `Date`
 * shows it. Records are stamped by Zendesk's clock, so neither alone tells how old a second was when it was read.
 *
 * @param sentAt - epoch milliseconds of the function's clock
 * @param answeredAt - epoch milliseconds of the function's clock when the answer's headers arrived
 * @param date - the answer's `Date` header
 * @returns epoch milliseconds
 */
export function requestTime(sentAt: number, answeredAt: number, date: string | undefined): number {
  // Stryker disable next-line ConditionalExpression: Date.parse(undefined) is NaN too, the condition is for the compiler
  const served = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(served) ? sentAt : Math.min(sentAt, served - (answeredAt - sentAt));
}
