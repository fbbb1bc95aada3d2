import { wholeSecond } from '../time.ts';

/** The time of a change, and when it becomes visible. */
export type Change = {
  /** The record's timestamp after the change, in epoch seconds. Default: now. */
  readonly second?: number;
  /** Epoch milliseconds from which the change is visible. Default: after the hold-back. */
  readonly visibleFrom?: number;
};

/** Returns the second of a change: its own, or that of Zendesk's clock. */
export const secondOf = ({ second }: Change, clock: { now(): number }): number => second ?? wholeSecond(clock.now());
