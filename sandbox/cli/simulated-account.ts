import type { SandboxClock } from '../clock.ts';
import type { ExpectedVersion } from '../lake/compare.ts';
import type { ResourceName } from '../lake/resources.ts';
import {
  createAccount,
  fillHistory,
  fillPeople,
  HOLD_BACK_SECONDS,
  liveActivity,
  type LiveOptions,
  organizationsExport,
  startZendesk,
  ticketEventsExport,
  usersExport,
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

/** How the account changes while it is exported. */
export const LIVE: LiveOptions = {
  perMinute: 90,
  peoplePerMinute: 20,
  moderatedPerMinute: 6,
  aftermathPerMinute: 6,
  lateShare: 0.2,
  lateSeconds: LATE_SECONDS,
};

/** Starts a simulated Zendesk with a history and ongoing changes. */
export function startSimulatedAccount(options: SandboxOptions, clock: SandboxClock): Promise<ZendeskServer> {
  const { tickets, seed } = options;
  const exports = [usersExport, organizationsExport, ticketEventsExport];
  const account = createAccount({ clock, seed, subdomain: SUBDOMAIN, exports });
  // A bulk job gave more tickets the same second than fit into a page.
  const pinned = { tickets: Math.floor(tickets * 0.15) };
  const history = { tickets, seed, nowMs: clock.now() };
  fillHistory(account, { ...history, pinned, moderatedShare: 0.02, aftermathShare: 0.05 });
  fillPeople(account, history);
  return startZendesk({
    clock,
    account,
    credentials: { clients: [{ ...CLIENT, expiresIn: 1800 }], accessTokens: [{ accessToken: ACCESS_TOKEN }] },
    pageDelayMs: ({ records }) => 800 + records * 1.5,
    live: liveActivity({ ...LIVE, seed }),
  });
}

/** Returns all records that a complete export contains now, with these sideloads. */
export function expectedVersions(
  zendesk: ZendeskServer,
  resource: ResourceName,
  include: readonly string[],
): ExpectedVersion[] {
  // The default of the function for ticket events.
  return zendesk.expectedRecords(resource, { include: [...include, 'comment_events'] });
}

/** Counts the tickets whose latest version became visible later than the hold-back. */
export function countLateChanges({ account }: { readonly account: Pick<ZendeskAccount, 'inCursorOrder'> }): number {
  return account.inCursorOrder().filter(({ visibleFrom, second }) => visibleFrom > (second + HOLD_BACK_SECONDS) * 1000)
    .length;
}
