import { createRng } from '../rng.ts';
import { anyAgent } from '../tickets/people.ts';
import type { Rating } from '../tickets/rating.ts';
import { type SupportType, type TicketFacts, ticketReferences } from '../tickets/ticket.ts';
import { SYSTEM } from '../tickets/updater.ts';
import { type Change, secondOf } from './change.ts';
import { type CommentChanges, commentChanges, withComment } from './comment-changes.ts';
import { createTicketLog, drawLag, RECALCULATION, type TicketLog } from './ticket-log.ts';
import type { AccountIdentity, TicketVersion } from './version.ts';

/** A new ticket. */
type Creation = Change & {
  readonly supportType?: SupportType;
  /** Create the ticket as closed, like imported and archived tickets. Default false. */
  readonly closed?: boolean;
};

/** The tickets of an account, with their latest versions and in the order of the export. */
export type Tickets = CommentChanges & {
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
  /**
   * Restores a deleted ticket. Its status is `open`.
   *
   * @throws RangeError if the ticket is not deleted, or deleted permanently
   */
  restore(id: number, change?: Change): void;
  /** Changes the rating of a ticket: Zendesk asks for it, or the requester answers. */
  rate(id: number, rating: Rating, change?: Change): void;
  /** Zendesk adds a tag, since it could not send a notification to the requester. */
  reportUndelivered(id: number, change?: Change): void;
  /** Closes a ticket and makes it a part of another one. Both get a private comment. */
  merge(id: number, into: number, change?: Change): void;
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
  readonly subscribe: TicketLog['subscribe'];
};

/** All tickets of an account, and the operations that only the account itself needs. */
type AllTickets = Tickets & {
  readonly latest: () => readonly TicketVersion[];
  /** Removes a deleted organization from its tickets, and from those that its users create later. */
  readonly loseOrganization: (organization: number, change: Change) => void;
};

/** Creates an empty list of tickets. */
export function createTickets(identity: AccountIdentity, clock: { now(): number }): AllTickets {
  const { seed } = identity;
  const log = createTicketLog(identity, clock);
  const { current, latest, inTimeOrder, inCursorOrder, add, change, changeOnly, subscribe } = log;
  const lostOrganizations = new Set<number | null>();

  return {
    get size() {
      return log.size;
    },
    create: ({ supportType = 'agent', closed = false, ...when } = {}) => {
      const id = log.size + 1;
      const second = secondOf(when, clock);
      const createdAt = second - drawLag(createRng(seed, id, 5, second));
      const times = { createdAt, updatedAt: createdAt, generatedTimestamp: second };
      const facts: TicketFacts = { id, revision: 0, ...times, supportType, state: closed ? 'closed' : 'open' };
      const isLost = lostOrganizations.size > 0 && lostOrganizations.has(ticketReferences(facts, seed).organization);
      add(isLost ? { ...facts, lostOrganization: true } : facts, when);
      return id;
    },
    update: (id, when = {}) => change(id, when),
    systemUpdate: (id, when = {}) => {
      const { revision, updatedAt, edit } = current(id).facts;
      change(id, when, { revision, updatedAt, edit }, RECALCULATION);
    },
    delete: (id, { permanently = false, ...when } = {}) =>
      changeOnly(id, when, { state: permanently ? 'scrubbed' : 'deleted' }),
    restore: (id, when = {}) => {
      if (current(id).facts.state !== 'deleted') throw new RangeError(`ticket ${id} is not deleted`);
      changeOnly(id, when, { state: 'restored' });
    },
    rate: (id, rating, when = {}) => changeOnly(id, when, { rating }, { updater: SYSTEM }),
    reportUndelivered: (id, when = {}) => changeOnly(id, when, { isUndeliverable: true }, { updater: SYSTEM }),
    merge: (id, into, when = {}) => {
      const [source, target] = [current(id).facts, current(into).facts];
      const closing = { body: `This request was closed and merged into request #${into}.`, isPublic: false };
      const joining = { body: `Request #${id} was closed and merged into this request.`, isPublic: false };
      const how = { updater: anyAgent(createRng(seed, id, 11, secondOf(when, clock))) };
      changeOnly(id, when, { ...withComment(source, closing), state: 'merged' }, how);
      changeOnly(into, when, withComment(target, joining), how);
    },
    ...commentChanges(log),
    bulkUpdate: (ids, second, visibleFrom) => {
      const when = { second: second ?? secondOf({}, clock), ...(visibleFrom !== undefined && { visibleFrom }) };
      for (const id of ids) change(id, when);
    },
    current,
    latest,
    inTimeOrder,
    inCursorOrder,
    subscribe,
    loseOrganization: (organization, when) => {
      lostOrganizations.add(organization);
      for (const { id, references } of latest()) {
        if (references.organization === organization) changeOnly(id, when, { lostOrganization: true });
      }
    },
  };
}
