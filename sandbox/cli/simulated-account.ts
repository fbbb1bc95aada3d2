import type { SandboxClock } from '../clock.ts';
import type { TicketVersion } from '../lake/compare.ts';
import {
  createAccount,
  fillHistory,
  HOLD_BACK_SECONDS,
  liveActivity,
  type LiveOptions,
  startZendesk,
  type ZendeskAccount,
  type ZendeskServer,
} from '../zendesk/index.ts';
import type { SandboxOptions } from './options.ts';

export const SUBDOMAIN = 'sandbox';

/** Credentials of the simulated account: the function's OAuth client, and a token for use with curl. */
export const CLIENT = { clientId: 'zendesk-lake', clientSecret: 'only-in-the-sandbox' };
export const ACCESS_TOKEN = 'only-in-the-sandbox';

/**
 * Maximum delay in seconds until a change becomes visible. It exceeds the 60 seconds for which Zendesk holds back every
 * change. Otherwise an export without a lookback window would lose nothing.
 */
export const LATE_SECONDS = 120;
/** The export's lookback window in seconds. It covers late changes. */
export const SETTLE_SECONDS = 150;

/** Seconds after which all changes are visible. */
export const ALL_VISIBLE_AFTER = LATE_SECONDS + 5;

/** How the account's tickets change while they are exported. */
export const LIVE: LiveOptions = { perMinute: 90, lateShare: 0.2, lateSeconds: LATE_SECONDS };

/** Starts a simulated Zendesk with a ticket history and ongoing changes. */
export function startSimulatedAccount(options: SandboxOptions, clock: SandboxClock): Promise<ZendeskServer> {
  const { tickets, seed } = options;
  const account = createAccount({ clock, seed, subdomain: SUBDOMAIN });
  // A bulk job gave more tickets the same second than fit into a page.
  const pinned = { tickets: Math.floor(tickets * 0.15) };
  fillHistory(account, { tickets, seed, nowMs: clock.now(), pinned });
  return startZendesk({
    clock,
    account,
    credentials: { clients: [{ ...CLIENT, expiresIn: 1800 }], accessTokens: [{ accessToken: ACCESS_TOKEN }] },
    // Low enough that the export has to wait for the next window even on a slow machine.
    rateLimit: { total: 4, windowSeconds: 60 },
    pageDelayMs: ({ records }) => 800 + records * 1.5,
    live: liveActivity({ ...LIVE, seed }),
  });
}

/** Returns all tickets that a complete export contains now, with these sideloads. */
export function expectedVersions({ account }: ZendeskServer, now: number, include: readonly string[]): TicketVersion[] {
  return account
    .expectedRecords(now)
    .filter(({ supportType }) => supportType === 'agent')
    .map(({ id, generatedTimestamp, text }) => ({
      id,
      generatedTimestamp,
      text: include.includes('metric_sets') ? account.current(id).textWithMetricSet : text,
    }));
}

/** Counts the tickets whose latest version became visible later than the hold-back. */
export function countLateChanges({ account }: { readonly account: Pick<ZendeskAccount, 'inCursorOrder'> }): number {
  return account.inCursorOrder().filter(({ visibleFrom, second }) => visibleFrom > (second + HOLD_BACK_SECONDS) * 1000)
    .length;
}
