import type { ExportTable } from '../export/table.ts';
import { createVersionStore } from '../export/version-store.ts';
import { isVisible } from '../export/visibility.ts';
import { createRng, type Rng } from '../rng.ts';
import { ticketsTable } from '../tickets/table.ts';
import { renderTicket, type RenderTicket, type SupportType, type TicketFacts } from '../tickets/ticket.ts';
import { wholeSecond } from '../time.ts';
import { TicketVersion } from './version.ts';

/** The time of a change, and when it becomes visible. */
export type Change = {
  /** The `generated_timestamp` it gets, in epoch seconds. Default: now. */
  readonly second?: number;
  /** Epoch milliseconds from which the change is visible. Default: after the hold-back. */
  readonly visibleFrom?: number;
};

/** A new ticket. */
type Creation = Change & {
  readonly supportType?: SupportType;
  /** Create the ticket as closed, like imported and archived tickets. Default false. */
  readonly closed?: boolean;
};

/** A change of a ticket. */
export type TicketChange = {
  /** The version before the change. Undefined for a new ticket. */
  readonly before: TicketVersion | undefined;
  /** The version after the change, with its second and the time from which it is visible. */
  readonly after: TicketVersion;
  /** The user who made the change, or `SYSTEM`. */
  readonly updater: number;
};

/**
 * An export of an account in addition to its tickets. It is created with the account, before the first ticket, so that it can
 * follow every change.
 */
export type AccountExport = (account: ZendeskAccount) => ExportTable;

/** One ticket of a complete export. */
type ExpectedRecord = {
  readonly id: number;
  readonly generatedTimestamp: number;
  readonly supportType: SupportType;
  /** The record's exact JSON text on a page without embedded sideloads. */
  readonly text: string;
};

/** The tickets of a simulated account, with their latest versions and in the order of the export. */
export type ZendeskAccount = {
  readonly subdomain: string;
  /** Random seed of the account's content. */
  readonly seed: number;
  /** The exports of the account: its tickets first, then those it was created with. */
  readonly tables: readonly ExportTable[];
  /** Calls the listener after each further change of a ticket, in the order of the operations. */
  subscribe(listener: (change: TicketChange) => void): void;
  /** Number of tickets, including deleted ones. Their ids are 1 to this number. */
  readonly size: number;
  /** @returns the new ticket's id */
  create(creation?: Creation): number;
  /** A change by a user. Updates `updated_at` and `generated_timestamp`. */
  update(id: number, change?: Change): void;
  /** A change by Zendesk itself. Updates only `generated_timestamp`. */
  systemUpdate(id: number, change?: Change): void;
  /** Deleted tickets stay in the export with `status: "deleted"`. Permanently deleted ones lose their content. */
  delete(id: number, change?: Change & { readonly permanently?: boolean }): void;
  /** Changes many tickets within one second, like a migration (PostHog/posthog#59215). */
  bulkUpdate(ids: readonly number[], second?: number, visibleFrom?: number): void;
  /**
   * Returns the latest version of a ticket.
   *
   * @throws RangeError if the ticket does not exist
   */
  current(id: number): TicketVersion;
  /** All versions that an export can still show, by `generated_timestamp`, then by the account's tie order. */
  readonly inTimeOrder: () => readonly TicketVersion[];
  /** The same versions by `generated_timestamp`, then id. */
  readonly inCursorOrder: () => readonly TicketVersion[];
  /** Returns the latest version of all tickets by id, visible or not. */
  latestRecords(): ExpectedRecord[];
  /** Returns the records of a complete export at `nowMs` (epoch milliseconds), by `generated_timestamp`, then id. */
  expectedRecords(nowMs: number, holdBackSeconds?: number): ExpectedRecord[];
};

/** Settings of a new account. */
export type AccountOptions = {
  /** Zendesk's clock. Changes without a second get its time. */
  readonly clock: { now(): number };
  /** Random seed of the tickets' content. The same seed and operations give the same bytes. Default 1. */
  readonly seed?: number;
  /** Default `acme`. */
  readonly subdomain?: string;
  /** Renders each version. Default: tickets as large and irregular as real ones. */
  readonly render?: RenderTicket;
  /** Exports in addition to the tickets. Default: none. */
  readonly exports?: readonly AccountExport[];
  /** Order of tickets with the same second on time-based pages, on which Zendesk does not sort by id. Default: random. */
  readonly tieOrder?: (id: number) => number;
};

/** Creates an account without tickets. */
export function createAccount(options: AccountOptions): ZendeskAccount {
  const { clock, seed = 1, subdomain = 'acme', render = renderTicket } = options;
  const { tieOrder = (id) => createRng(seed, 9, id).next(), exports = [] } = options;
  const identity = { seed, subdomain, render, tieOrder };
  const tickets = createVersionStore<TicketVersion>();
  const { put, current, latest, inTimeOrder, inCursorOrder } = tickets;

  const listeners: ((change: TicketChange) => void)[] = [];
  const tables: ExportTable[] = [];

  const add = (facts: TicketFacts, visibleFrom: number = Number.NEGATIVE_INFINITY, before?: TicketVersion): void => {
    const after = new TicketVersion(facts, visibleFrom, identity);
    put(after);
    for (const listener of listeners) listener({ before, after, updater: drawUpdater(before, after, seed) });
  };

  const change = (
    id: number,
    { second = wholeSecond(clock.now()), visibleFrom }: Change,
    changes: Partial<TicketFacts>,
  ): void => {
    const before = current(id);
    const { facts } = before;
    if (second < facts.generatedTimestamp) {
      throw new RangeError(`ticket ${id} was last changed at ${facts.generatedTimestamp}, after ${second}`);
    }
    const updatedAt = Math.max(facts.updatedAt, second - drawLag(createRng(seed, id, 5, second)));
    const after = { ...facts, revision: facts.revision + 1, updatedAt, ...changes, generatedTimestamp: second };
    add(after, visibleFrom, before);
  };

  const account: ZendeskAccount = {
    subdomain,
    seed,
    tables,
    subscribe: (listener) => void listeners.push(listener),
    get size() {
      return tickets.size;
    },
    create: ({ second = wholeSecond(clock.now()), visibleFrom, supportType = 'agent', closed = false } = {}) => {
      const id = tickets.size + 1;
      const createdAt = second - drawLag(createRng(seed, id, 5, second));
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
  tables.push(ticketsTable(account), ...exports.map((create) => create(account)));
  return account;
}

/** Zendesk itself as the author of a change, in the exports of the account. */
export const SYSTEM = -1;

/** Draws who made a change: the submitter creates a ticket, the assignee or the requester changes it. */
function drawUpdater(before: TicketVersion | undefined, { facts, references }: TicketVersion, seed: number): number {
  const [requester = SYSTEM, submitter = requester, agent = submitter] = references.users;
  if (before === undefined) return submitter;
  if (before.facts.revision === facts.revision) return SYSTEM;
  return createRng(seed, facts.id, 10, facts.revision).chance(0.3) ? requester : agent;
}

/**
 * Draws the seconds from `updated_at` to `generated_timestamp`. Recorded pages have 0 or 1 without an event in between
 * (https://github.com/airbytehq/airbyte, source-zendesk-support; facetoe/zenpy#451).
 */
function drawLag(rng: Rng): 0 | 1 {
  return rng.chance(0.3) ? 1 : 0;
}

function toRecord(version: TicketVersion): ExpectedRecord {
  const { id, generatedTimestamp, supportType } = version.facts;
  return { id, generatedTimestamp, supportType, text: version.text };
}
