import { exportRequestSchema } from '#functions/export/core/export-request.ts';
import type { Account } from './config-schema.ts';

/** Zendesk was founded in this year, so no record is older. */
const FIRST_YEAR = 2007;

const { startTime: startTimeSchema } = exportRequestSchema.shape;

/**
 * Returns the first UTC day with data of any account, such as `2019-03-04`. For an account without `firstDay`, this is the
 * first day of the year in which its earliest export begins.
 *
 * @param now - epoch milliseconds. A later year would leave no day.
 */
export function firstDayOf(accounts: readonly Account[], now: number): string {
  const days = accounts.map(({ firstDay, ...account }) => firstDay ?? firstDayOfYear(account, now));
  return days.sort()[0] ?? `${FIRST_YEAR}-01-01`;
}

function firstDayOfYear({ startTime, resources = [] }: Account, now: number): string {
  const overrides = resources.flatMap((each) => (typeof each === 'string' ? [] : (each.startTime ?? [])));
  const starts = [startTime, ...overrides].map((start) => startTimeSchema.parse(start));
  const year = new Date(Math.min(now, ...starts.map((start) => start * 1000))).getUTCFullYear();
  return `${Math.max(FIRST_YEAR, year)}-01-01`;
}
