import type { Account } from './config-schema.ts';
import { DEFAULT_POLL_SECONDS } from './defaults.ts';

/**
 * Returns the minimum seconds between two polls of an account's exports. An account with its own schedule polls at each
 * invocation, unless it also sets `pollSeconds`.
 */
export const resolvePollSeconds = ({ schedule, pollSeconds }: Pick<Account, 'schedule' | 'pollSeconds'>): number =>
  pollSeconds ?? (schedule === undefined ? DEFAULT_POLL_SECONDS : 0);
