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

/** What the simulated account accepts: the function's OAuth client, and a token for a person with curl. */
export const CLIENT = { clientId: 'zendesk-lake', clientSecret: 'only-in-the-sandbox' };
export const ACCESS_TOKEN = 'only-in-the-sandbox';

/**
 * Changes show up to so many seconds after their own second. Zendesk holds every change back for 60 s, so less than
 * that would not be late: an export without a lookback window would not lose anything.
 */
export const LATE_SECONDS = 120;
/** The export's lookback window. It covers late changes. */
export const SETTLE_SECONDS = 150;

/** Seconds after which the last change shows. */
export const ALL_VISIBLE_AFTER = LATE_SECONDS + 5;

/** How the account's tickets change while they are exported. */
export const LIVE: LiveOptions = { perMinute: 90, lateShare: 0.2, lateSeconds: LATE_SECONDS };

/** Starts a Zendesk with a past, and tickets that go on changing. */
export function startSimulatedAccount(options: SandboxOptions, clock: SandboxClock): Promise<ZendeskServer> {
  const { tickets, seed } = options;
  const account = createAccount({ clock, seed, subdomain: SUBDOMAIN });
  // One job has stamped more tickets with one second than a page holds.
  const pinned = { tickets: Math.floor(tickets * 0.15) };
  fillHistory(account, { tickets, seed, nowMs: clock.now(), pinned });
  return startZendesk({
    clock,
    account,
    credentials: { clients: [{ ...CLIENT, expiresIn: 1800 }], accessTokens: [{ accessToken: ACCESS_TOKEN }] },
    // Few enough that the export has to wait for the next window, on a slow machine too.
    rateLimit: { total: 4, windowSeconds: 60 },
    pageDelayMs: ({ records }) => 800 + records * 1.5,
    live: liveActivity({ ...LIVE, seed }),
  });
}

/** Every ticket that a complete export holds now, as it shows it with these sideloads. */
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

/** How many tickets have a latest state that showed only after the hold-back. */
export function countLateChanges({ account }: { readonly account: Pick<ZendeskAccount, 'inCursorOrder'> }): number {
  return account.inCursorOrder().filter(({ visibleFrom, second }) => visibleFrom > (second + HOLD_BACK_SECONDS) * 1000)
    .length;
}
