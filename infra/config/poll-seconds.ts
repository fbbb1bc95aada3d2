import type { Account } from './config-schema.ts';
import { DEFAULT_POLL_SECONDS } from './defaults.ts';

/**
 * How long an account's exports rest between two polls, in seconds. Whoever gives a schedule has said when to poll:
 * each of its ticks does, unless a rest is asked for as well.
 */
export const pollSecondsOf = ({ schedule, pollSeconds }: Pick<Account, 'schedule' | 'pollSeconds'>): number =>
  pollSeconds ?? (schedule === undefined ? DEFAULT_POLL_SECONDS : 0);
