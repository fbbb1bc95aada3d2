import type { SandboxClock } from '../clock.ts';
import type { TicketVersion } from '../lake/compare.ts';
import { createAccount, fillHistory, liveActivity, startZendesk, type Zendesk } from '../zendesk/index.ts';
import type { SandboxOptions } from './options.ts';

export const SUBDOMAIN = 'sandbox';

/** Whom the simulated account lets in: the function by its OAuth client, a person with curl by the token. */
export const CLIENT = { clientId: 'zendesk-lake', clientSecret: 'only-in-the-sandbox' };
export const ACCESS_TOKEN = 'only-in-the-sandbox';

/** Changes show up to so many seconds after their own second: what `settleSeconds` of the export has to cover. */
const LATE_SECONDS = 30;
export const SETTLE_SECONDS = 90;

/** Seconds after which the last change shows: the hold-back, being late, and a little more. */
export const ALL_VISIBLE_AFTER = 60 + LATE_SECONDS + 5;

/** Starts a Zendesk with a past, and tickets that go on changing. */
export function startSimulatedAccount(options: SandboxOptions, clock: SandboxClock): Promise<Zendesk> {
  const { tickets, seed } = options;
  const account = createAccount({ clock, seed, subdomain: SUBDOMAIN });
  // One job has stamped more tickets with one second than a page holds: time alone gets no further there.
  const pinned = { tickets: Math.floor(tickets * 0.15) };
  fillHistory(account, { tickets, seed, nowMs: clock.now(), pinned });
  return startZendesk({
    clock,
    account,
    credentials: { clients: [{ ...CLIENT, expiresIn: 1800 }], accessTokens: [{ accessToken: ACCESS_TOKEN }] },
    secondMode: 'capped',
    // Few enough that the export has to wait for the next window, on a slow machine too.
    rateLimit: { total: 4, windowSeconds: 60 },
    pageDelayMs: ({ records }) => 800 + records * 1.5,
    live: liveActivity({ perMinute: 90, lateShare: 0.05, lateSeconds: LATE_SECONDS, seed }),
  });
}

/** What a complete export holds now: every ticket that it shows, as it shows it with these sideloads. */
export function truthOf({ account }: Zendesk, now: number, include: readonly string[]): TicketVersion[] {
  return account
    .expectedRecords(now)
    .filter(({ supportType }) => supportType === 'agent')
    .map(({ id, generatedTimestamp, text }) => ({
      id,
      generatedTimestamp,
      text: include.includes('metric_sets') ? account.current(id).textWithMetricSet : text,
    }));
}
