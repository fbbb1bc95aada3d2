import { createVersionStore } from '../export/version-store.ts';
import { isVisible } from '../export/visibility.ts';
import { createRng, type Rng } from '../rng.ts';
import { renderTicket, type RenderTicket, type SupportType, type TicketFacts } from '../tickets/ticket.ts';
import { wholeSecond } from '../time.ts';
import { TicketVersion } from './version.ts';

/** When a change happens and shows. */
export type Change = {
  /** The `generated_timestamp` it gets, in epoch seconds. Default: now. */
  readonly second?: number;
  /** Epoch milliseconds before which no export shows it. Default: it shows as soon as the hold-back allows. */
  readonly visibleFrom?: number;
};

/** A new ticket. */
type Creation = Change & {
  readonly supportType?: SupportType;
  /** Closed from the start, as imported and archived tickets are. Default false. */
  readonly closed?: boolean;
};

/** What a complete copy holds of one ticket. */
type ExpectedRecord = {
  readonly id: number;
  readonly generatedTimestamp: number;
  readonly supportType: SupportType;
  /** The record's exact JSON text, as in a page without sideloads that are embedded in tickets. */
  readonly text: string;
};

/** A help desk's tickets: each in its latest version, and in the order of the export. */
export type ZendeskAccount = {
  readonly subdomain: string;
  /** How many tickets there are, deleted ones included. Their ids are 1 to this number. */
  readonly size: number;
  /** @returns the new ticket's id */
  create(creation?: Creation): number;
  /** A change by a person: moves `updated_at` and `generated_timestamp`. */
  update(id: number, change?: Change): void;
  /** A change by Zendesk itself: moves `generated_timestamp` and nothing else. */
  systemUpdate(id: number, change?: Change): void;
  /** Deleted tickets stay in the export with `status: "deleted"`, those deleted for good without their content. */
  delete(id: number, change?: Change & { readonly permanently?: boolean }): void;
  /** One job that changes many tickets within one second, as migrations do (PostHog/posthog#59215). */
  bulkUpdate(ids: readonly number[], second?: number, visibleFrom?: number): void;
  /** The latest version of a ticket; throws where there is no such ticket. */
  current(id: number): TicketVersion;
  /** All versions that some export may show, by `generated_timestamp`, then by the account's tie order. */
  readonly inTimeOrder: () => readonly TicketVersion[];
  /** The same by `generated_timestamp`, then id. */
  readonly inCursorOrder: () => readonly TicketVersion[];
  /** Every ticket's latest version, by id, shown or not. */
  latestRecords(): ExpectedRecord[];
  /** What a complete export asked at `nowMs` (epoch milliseconds) consists of, by `generated_timestamp`, then id. */
  expectedRecords(nowMs: number, holdBackSeconds?: number): ExpectedRecord[];
};

/** Settings of a new account. */
export type AccountOptions = {
  /** Zendesk's time: what changes without a given second are stamped with. */
  readonly clock: { now(): number };
  /** Decides the content of all tickets; with the same operations it gives the same bytes. Default 1. */
  readonly seed?: number;
  /** Default `acme`. */
  readonly subdomain?: string;
  /** Prints each version. Default: tickets as large and odd as real ones. */
  readonly render?: RenderTicket;
  /** Sorts tickets of one second on time-based pages, where Zendesk does not go by id. Default: by chance. */
  readonly tieOrder?: (id: number) => number;
};

/** Opens an account without tickets. */
export function createAccount(options: AccountOptions): ZendeskAccount {
  const { clock, seed = 1, subdomain = 'acme', render = renderTicket } = options;
  const { tieOrder = (id) => createRng(seed, 9, id).next() } = options;
  const identity = { seed, subdomain, render, tieOrder };
  const tickets = createVersionStore<TicketVersion>();
  const { put, current, latest, inTimeOrder, inCursorOrder } = tickets;

  const add = (facts: TicketFacts, visibleFrom: number = Number.NEGATIVE_INFINITY): void =>
    put(new TicketVersion(facts, visibleFrom, identity));

  const change = (
    id: number,
    { second = wholeSecond(clock.now()), visibleFrom }: Change,
    news: Partial<TicketFacts>,
  ): void => {
    const { facts } = current(id);
    if (second < facts.generatedTimestamp) {
      throw new RangeError(`ticket ${id} was last changed at ${facts.generatedTimestamp}, after ${second}`);
    }
    const updatedAt = Math.max(facts.updatedAt, second - lag(createRng(seed, id, 5, second)));
    add({ ...facts, revision: facts.revision + 1, updatedAt, ...news, generatedTimestamp: second }, visibleFrom);
  };

  return {
    subdomain,
    get size() {
      return tickets.size;
    },
    create: ({ second = wholeSecond(clock.now()), visibleFrom, supportType = 'agent', closed = false } = {}) => {
      const id = tickets.size + 1;
      const createdAt = second - lag(createRng(seed, id, 5, second));
      const state = closed ? 'closed' : 'open';
      const facts = { id, revision: 0, createdAt, updatedAt: createdAt, generatedTimestamp: second, supportType };
      add({ ...facts, state }, visibleFrom);
      return id;
    },
    update: (id, when = {}) => change(id, when, {}),
    systemUpdate: (id, when = {}) => {
      const { revision, updatedAt } = current(id).facts;
      change(id, when, { revision, updatedAt });
    },
    delete: (id, { permanently = false, ...when } = {}) =>
      change(id, when, { state: permanently ? 'scrubbed' : 'deleted' }),
    bulkUpdate: (ids, second = wholeSecond(clock.now()), visibleFrom) => {
      for (const id of ids) change(id, visibleFrom === undefined ? { second } : { second, visibleFrom }, {});
    },
    current,
    inTimeOrder,
    inCursorOrder,
    latestRecords: () => latest().map(toRecord),
    expectedRecords: (nowMs, holdBackSeconds = 60) =>
      inCursorOrder()
        .filter((version) => isVisible(version, nowMs, holdBackSeconds))
        .map(toRecord),
  };
}

/**
 * Seconds from `updated_at` to `generated_timestamp`: none or one in recordings, although nothing happened in
 * between (https://github.com/airbytehq/airbyte, source-zendesk-support; facetoe/zenpy#451).
 */
function lag(rng: Rng): 0 | 1 {
  return rng.chance(0.3) ? 1 : 0;
}

function toRecord(version: TicketVersion): ExpectedRecord {
  const { id, generatedTimestamp, supportType } = version.facts;
  return { id, generatedTimestamp, supportType, text: version.text };
}
