import { createVersionStore, type VersionStore } from '../export/version-store.ts';
import { createRng, type Rng } from '../rng.ts';
import { hasComment } from '../tickets/comment.ts';
import { anyAgent } from '../tickets/people.ts';
import { type SupportType, type TicketFacts, ticketReferences } from '../tickets/ticket.ts';
import { SYSTEM, ticketUpdater } from '../tickets/updater.ts';
import { type Change, secondOf } from './change.ts';
import { type AccountIdentity, TicketVersion } from './version.ts';

/** A change of a ticket. */
export type TicketChange = {
  /** The version before the change. Undefined for a new ticket. */
  readonly before: TicketVersion | undefined;
  /** The version after the change, with its second and the time from which it is visible. */
  readonly after: TicketVersion;
  /** The user who made the change, or `SYSTEM`. */
  readonly updater: number;
};

/** A new ticket. */
type Creation = Change & {
  readonly supportType?: SupportType;
  /** Create the ticket as closed, like imported and archived tickets. Default false. */
  readonly closed?: boolean;
};

/** The tickets of an account, with their latest versions and in the order of the export. */
export type Tickets = {
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
  /**
   * Makes a part of a comment unreadable, for example a card number. The comment of revision 0 is the description.
   *
   * @throws RangeError if the revision has no comment
   */
  redact(id: number, revision: number, change?: Change): void;
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
  /** Calls the listener after each further change of a ticket, in the order of the operations. */
  subscribe(listener: (change: TicketChange) => void): void;
};

/** All tickets of an account, and the operations that only the account itself needs. */
type AllTickets = Tickets & {
  readonly latest: () => readonly TicketVersion[];
  /** Removes a deleted organization from its tickets, and from those that its users create later. */
  readonly loseOrganization: (organization: number, change: Change) => void;
};

/** The versions of an account's tickets. */
type TicketLog = VersionStore<TicketVersion> & {
  readonly add: (facts: TicketFacts, when: Change) => void;
  /** Changes a ticket. By default, the change is an edit of its fields. */
  readonly change: (id: number, when: Change, changes?: Partial<TicketFacts>, updater?: number) => void;
  /** A change by an agent that keeps the ticket's other fields. */
  readonly changeOnly: (id: number, when: Change, changes: Partial<TicketFacts>) => void;
  readonly subscribe: Tickets['subscribe'];
};

function createTicketLog(identity: AccountIdentity, clock: { now(): number }): TicketLog {
  const { seed } = identity;
  const store = createVersionStore<TicketVersion>();
  const listeners: ((change: TicketChange) => void)[] = [];

  const add = (facts: TicketFacts, { visibleFrom }: Change, before?: TicketVersion, updater?: number): void => {
    const after = new TicketVersion(facts, visibleFrom ?? Number.NEGATIVE_INFINITY, identity);
    store.put(after);
    for (const listener of listeners) {
      listener({ before, after, updater: updater ?? ticketUpdater(before, after, seed) });
    }
  };

  const change: TicketLog['change'] = (id, when, changes = {}, updater) => {
    const before = store.current(id);
    const { facts } = before;
    const second = secondOf(when, clock);
    if (second < facts.generatedTimestamp) {
      throw new RangeError(`ticket ${id} was last changed at ${facts.generatedTimestamp}, after ${second}`);
    }
    const updatedAt = Math.max(facts.updatedAt, second - drawLag(createRng(seed, id, 5, second)));
    const edit = { revision: facts.revision + 1, updatedAt, editedAt: undefined };
    add({ ...facts, ...edit, ...changes, generatedTimestamp: second }, when, before, updater);
  };

  return Object.assign(store, {
    add: (facts: TicketFacts, when: Change) => add(facts, when),
    change,
    changeOnly: (id: number, when: Change, changes: Partial<TicketFacts>) => {
      const { revision, updatedAt, editedAt = updatedAt } = store.current(id).facts;
      change(id, when, { revision, editedAt, ...changes }, anyAgent(createRng(seed, id, 11, secondOf(when, clock))));
    },
    subscribe: (listener: (change: TicketChange) => void) => void listeners.push(listener),
  });
}

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
      const { revision, updatedAt, editedAt } = current(id).facts;
      change(id, when, { revision, updatedAt, editedAt }, SYSTEM);
    },
    delete: (id, { permanently = false, ...when } = {}) =>
      change(id, when, { state: permanently ? 'scrubbed' : 'deleted' }),
    restore: (id, when = {}) => {
      if (current(id).facts.state !== 'deleted') throw new RangeError(`ticket ${id} is not deleted`);
      changeOnly(id, when, { state: 'restored' });
    },
    redact: (id, revision, when = {}) => {
      const { facts } = current(id);
      if (!hasComment(facts, revision, seed)) {
        throw new RangeError(`revision ${revision} of ticket ${id} has no comment`);
      }
      changeOnly(id, when, { redacted: [...(facts.redacted ?? []), revision] });
    },
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

/**
 * Draws the seconds from `updated_at` to `generated_timestamp`. Recorded pages have 0 or 1 without an event in between
 * (https://github.com/airbytehq/airbyte, source-zendesk-support; facetoe/zenpy#451).
 */
function drawLag(rng: Rng): 0 | 1 {
  return rng.chance(0.3) ? 1 : 0;
}
