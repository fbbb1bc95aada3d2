import { retryUnavailableAt } from '#functions/export/core/state/due.ts';

/** A resource that the account lacks. Times are epoch seconds. */
export type Unavailable = {
  /** When a run found this. */
  readonly at: number;
  /** When a run tries again. */
  readonly until: number;
};

/** Describes an export with this `unavailable_at`; undefined if it has none. */
export const describeUnavailable = (unavailableAt: number | undefined): Unavailable | undefined =>
  unavailableAt === undefined ? undefined : { at: unavailableAt, until: retryUnavailableAt(unavailableAt) };
