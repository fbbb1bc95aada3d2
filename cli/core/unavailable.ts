import { retryUnavailableAt } from '#functions/export/core/state/due.ts';

type Item = { readonly unavailableAt?: number; readonly unavailableReason?: string };

/** A resource that the account lacks. Times are epoch seconds. */
export type Unavailable = {
  /** When a run found this. */
  readonly at: number;
  /** When a run tries again. */
  readonly until: number;
  /** The response of Zendesk and the next step; null if the run did not store it. */
  readonly reason: string | null;
};

/** Describes an export by its cursor item; undefined if the item has no `unavailable_at`. */
export const describeUnavailable = ({ unavailableAt, unavailableReason }: Item = {}): Unavailable | undefined =>
  unavailableAt === undefined
    ? undefined
    : { at: unavailableAt, until: retryUnavailableAt(unavailableAt), reason: unavailableReason ?? null };
