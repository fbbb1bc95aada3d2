import type { SandboxClock } from '../clock.ts';
import { DEFAULT_RESOURCES } from '../lake/resources.ts';
import {
  type AccountExport,
  articlesExport,
  callsExport,
  createAccount,
  fillHistory,
  fillLists,
  fillPeople,
  HOLD_BACK_SECONDS,
  legsExport,
  liveActivity,
  type LiveOptions,
  metricEventsExport,
  organizationsExport,
  startZendesk,
  ticketEventsExport,
  usersExport,
  type ZendeskAccount,
  type ZendeskServer,
} from '../zendesk/index.ts';
import { wholeSecond } from '../zendesk/time.ts';
import type { SandboxOptions } from './options.ts';
import type { Truth } from './report.ts';

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

/** Seconds after which the changes of tickets, users and organizations are visible. */
export const ALL_VISIBLE_AFTER = LATE_SECONDS + 5;

/** Days after which nothing changes by itself: calls have been billed, SLA targets missed, and surveys have expired. */
const QUIET_DAYS = 60;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Returns when a complete export of these resources no longer changes after the last change, in epoch milliseconds. */
export function unchangingFrom(resources: readonly string[], lastChangeMs: number): number {
  if (resources.every((name) => DEFAULT_RESOURCES.includes(name))) return lastChangeMs + ALL_VISIBLE_AFTER * 1000;
  // The counts of tags change at midnight.
  return (Math.ceil(lastChangeMs / DAY_MS) + QUIET_DAYS) * DAY_MS + HOUR_MS;
}

/** How the account changes while it is exported. */
export const LIVE: LiveOptions = {
  perMinute: 90,
  peoplePerMinute: 20,
  moderatedPerMinute: 6,
  aftermathPerMinute: 6,
  listsPerMinute: 10,
  lateShare: 0.2,
  lateSeconds: LATE_SECONDS,
};

/** The exports of every simulated account in addition to its tickets. */
const EXPORTS = [usersExport, organizationsExport, ticketEventsExport];

/** Exports that take time to simulate. An account has them only if they are exported. */
const MORE_EXPORTS: Readonly<Record<string, AccountExport>> = {
  ticket_metric_events: metricEventsExport,
  calls: callsExport,
  legs: legsExport,
  articles: articlesExport,
};

/** The lookback windows of exports whose records appear later than those of others. */
const OWN_SETTLE_SECONDS: Readonly<Record<string, number>> = { ticket_metric_events: 1800 };

/** Returns the resources as the event of the function has them. */
export const requestResources = (resources: readonly string[]): (string | object)[] =>
  resources.map((name) => {
    const settleSeconds = OWN_SETTLE_SECONDS[name];
    return settleSeconds === undefined ? name : { name, settleSeconds };
  });

/** A running simulated Zendesk. */
export type SimulatedAccount = {
  readonly zendesk: ZendeskServer;
  readonly deletions: Deletions;
  /** Deletes the records of `deletions`. */
  deleteRecords(): void;
};

/** Starts a simulated Zendesk with a history and ongoing changes. */
export async function startSimulatedAccount(options: SandboxOptions, clock: SandboxClock): Promise<SimulatedAccount> {
  const { tickets, seed, resources } = options;
  const exports = [...EXPORTS, ...resources.flatMap((name) => MORE_EXPORTS[name] ?? [])];
  const account = createAccount({ clock, seed, subdomain: SUBDOMAIN, exports });
  // A bulk job gave more tickets the same second than fit into a page.
  const pinned = { tickets: Math.floor(tickets * 0.15) };
  const history = { tickets, seed, nowMs: clock.now() };
  fillHistory(account, { ...history, pinned, moderatedShare: 0.02, aftermathShare: 0.05 });
  fillPeople(account, history);
  fillLists(account, history);
  const deletions = createDeletions(account);
  const zendesk = await startZendesk({
    clock,
    account,
    credentials: { clients: [{ ...CLIENT, expiresIn: 1800 }], accessTokens: [{ accessToken: ACCESS_TOKEN }] },
    pageDelayMs: ({ records }) => 800 + records * 1.5,
    live: liveActivity({ ...LIVE, seed }),
  });
  return { zendesk, deletions, deleteRecords: () => deleteRecords(zendesk, deletions) };
}

/** Returns the records that a complete lake contains now, with these sideloads. */
export const truthOf = (zendesk: ZendeskServer, include: readonly string[]): Truth => ({
  // The default of the function for ticket events.
  versionsOf: (resource) => zendesk.expectedRecords(resource, { include: [...include, 'comment_events'] }),
  rowsOf: (list, snapshot) => zendesk.expectedRows(list, snapshot === undefined ? {} : { nowMs: snapshot * 1000 }),
});

/** The ids of records that are deleted while the account is exported. */
export type Deletions = Readonly<Record<'groups' | 'macros', number>>;

/** Creates a group, which stays as a marked row when it is deleted, and a macro, which disappears. */
const createDeletions = ({ lists: { groups, macros } }: ZendeskAccount): Deletions => ({
  groups: groups.create({ name: 'Deleted later' }),
  macros: macros.create({ title: 'Deleted later' }),
});

/** Deletes the records, unless another change has done so. */
function deleteRecords(zendesk: ZendeskServer, deletions: Deletions): void {
  const { lists } = zendesk.account;
  zendesk.catchUpLive();
  const now = zendesk.now();
  for (const name of ['groups', 'macros'] as const) {
    const id = deletions[name];
    if (lists[name].at(now).some(({ key }) => key === id)) lists[name].remove(id, { second: wholeSecond(now) });
  }
}

/** Counts the tickets whose latest version became visible later than the hold-back. */
export function countLateChanges({ account }: { readonly account: Pick<ZendeskAccount, 'inCursorOrder'> }): number {
  return account.inCursorOrder().filter(({ visibleFrom, second }) => visibleFrom > (second + HOLD_BACK_SECONDS) * 1000)
    .length;
}
