import { createVersionStore, type VersionStore } from '../export/version-store.ts';
import { createRng, type Rng } from '../rng.ts';
import { anyAgent } from '../tickets/people.ts';
import { editOf, type TicketFacts } from '../tickets/ticket.ts';
import { SYSTEM, ticketUpdater } from '../tickets/updater.ts';
import { type Change, secondOf } from './change.ts';
import { type AccountIdentity, TicketVersion } from './version.ts';

/** The kind of a change. */
type Act =
  /** A change of fields, a new comment, or both. */
  | { readonly kind: 'edit' }
  /** A change by Zendesk itself that has no audit. */
  | { readonly kind: 'recalculation' }
  /** A change of an earlier comment, named by its revision. */
  | { readonly kind: 'redaction' | 'file redaction' | 'privacy'; readonly revision: number };

/** A change of a ticket. */
export type TicketChange = {
  /** The version before the change. Undefined for a new ticket. */
  readonly before: TicketVersion | undefined;
  /** The version after the change, with its second and the time from which it is visible. */
  readonly after: TicketVersion;
  /** The user who made the change, or `SYSTEM`. */
  readonly updater: number;
  readonly act: Act;
};

/** A change of a ticket, with its author. Default: drawn from the ticket's users, an edit. */
type NewChange = { readonly updater?: number | undefined; readonly act?: Act };

/** The versions of an account's tickets. */
export type TicketLog = VersionStore<TicketVersion> & {
  readonly seed: number;
  readonly add: (facts: TicketFacts, when: Change) => void;
  /** Changes a ticket. By default, the change is an edit of its fields. */
  readonly change: (id: number, when: Change, changes?: Partial<TicketFacts>, how?: NewChange) => void;
  /** A change that keeps the ticket's other fields, by default of an agent. */
  readonly changeOnly: (id: number, when: Change, changes: Partial<TicketFacts>, how?: NewChange) => void;
  /** Calls the listener after each further change of a ticket, in the order of the operations. */
  readonly subscribe: (listener: (change: TicketChange) => void) => void;
};

/** Creates an empty log. */
export function createTicketLog(identity: AccountIdentity, clock: { now(): number }): TicketLog {
  const { seed } = identity;
  const store = createVersionStore<TicketVersion>();
  const listeners: ((change: TicketChange) => void)[] = [];

  const add = (facts: TicketFacts, { visibleFrom }: Change, before?: TicketVersion, how: NewChange = {}): void => {
    const { act = { kind: 'edit' }, updater = ticketUpdater(before?.facts, facts, seed) } = how;
    const step = { facts, updater, previous: before?.step };
    const after = new TicketVersion(step, visibleFrom ?? Number.NEGATIVE_INFINITY, identity);
    store.put(after);
    for (const listener of listeners) listener({ before, after, updater, act });
  };

  const change: TicketLog['change'] = (id, when, changes = {}, how) => {
    const before = store.current(id);
    const { facts } = before;
    const second = secondOf(when, clock);
    if (second < facts.generatedTimestamp) {
      throw new RangeError(`ticket ${id} was last changed at ${facts.generatedTimestamp}, after ${second}`);
    }
    const updatedAt = Math.max(facts.updatedAt, second - drawLag(createRng(seed, id, 5, second)));
    const edit = { revision: facts.revision + 1, updatedAt, edit: undefined };
    add({ ...facts, ...edit, ...changes, generatedTimestamp: second }, when, before, how);
  };

  return Object.assign(store, {
    seed,
    add: (facts: TicketFacts, when: Change) => add(facts, when),
    change,
    changeOnly: (id: number, when: Change, changes: Partial<TicketFacts>, how: NewChange = {}) => {
      const { facts } = store.current(id);
      const agent = anyAgent(createRng(seed, id, 11, secondOf(when, clock)));
      const kept = { revision: facts.revision, edit: editOf(facts) };
      change(id, when, { ...kept, ...changes }, { ...how, updater: how.updater ?? agent });
    },
    subscribe: (listener: (change: TicketChange) => void) => void listeners.push(listener),
  });
}

/**
 * Draws the seconds from `updated_at` to `generated_timestamp`. Recorded pages have 0 or 1 without an event in between
 * (https://github.com/airbytehq/airbyte, source-zendesk-support; facetoe/zenpy#451).
 */
export function drawLag(rng: Rng): 0 | 1 {
  return rng.chance(0.3) ? 1 : 0;
}

/** A change by Zendesk itself that has no audit. */
export const RECALCULATION = { updater: SYSTEM, act: { kind: 'recalculation' } } as const;
