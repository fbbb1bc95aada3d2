import { createRng, type Rng } from '../rng.ts';
import { renderTicket, type RenderTicket, type SupportType, type TicketFacts } from '../tickets/ticket.ts';
import { secondOf } from '../time.ts';
import { compareVersions, isVisible, TicketVersion } from './version.ts';

/** When a change happens and shows. */
export type Change = {
  /** The `generated_timestamp` it gets, in epoch seconds. Default: now. */
  readonly second?: number;
  /** Epoch milliseconds before which no export shows it. Default: it shows as soon as the hold-back allows. */
  readonly visibleFrom?: number;
};

/** A new ticket. */
export type Creation = Change & {
  readonly supportType?: SupportType;
  /** Born closed, as imported and archived tickets are. Default false. */
  readonly closed?: boolean;
};

/** What a complete copy holds of one ticket. */
export type TruthRecord = {
  readonly id: number;
  readonly generatedTimestamp: number;
  readonly supportType: SupportType;
  /** The record's exact JSON text, as in a page without sideloads that are embedded in tickets. */
  readonly text: string;
};

/** A help desk's tickets: each in its latest version, and in the order of the export. */
export type Account = {
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
  /** All versions that some export may show, by `generated_timestamp`, then id. */
  inOrder(): readonly TicketVersion[];
  /** Every ticket's latest version, by id, shown or not. */
  truth(): TruthRecord[];
  /** What a complete export asked at `nowMs` consists of, in its order. */
  visibleTruth(nowMs: number, holdBackSeconds?: number): TruthRecord[];
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
};

/** Opens an account without tickets. */
export function createAccount({ clock, seed = 1, subdomain = 'acme', render = renderTicket }: AccountOptions): Account {
  const identity = { seed, subdomain, render };
  /** By ticket (id - 1): its versions that may be shown, the latest last. */
  const tickets: TicketVersion[][] = [];
  let ordered: TicketVersion[] | undefined = [];

  const current = (id: number): TicketVersion => {
    const latest = tickets[id - 1]?.at(-1);
    if (!latest) throw new RangeError(`there is no ticket ${id}`);
    return latest;
  };

  const put = (facts: TicketFacts, visibleFrom: number = Number.NEGATIVE_INFINITY): void => {
    const version = new TicketVersion(facts, visibleFrom, identity);
    const older = tickets[facts.id - 1] ?? [];
    for (const each of older) each.supersededFrom = Math.min(each.supersededFrom, visibleFrom);
    tickets[facts.id - 1] = [...older.filter((each) => each.visibleFrom < each.supersededFrom), version];
    ordered = undefined;
  };

  const change = (
    id: number,
    { second = secondOf(clock.now()), visibleFrom }: Change,
    news: Partial<TicketFacts>,
  ): void => {
    const { facts } = current(id);
    if (second < facts.generatedTimestamp) {
      throw new RangeError(`ticket ${id} was last changed at ${facts.generatedTimestamp}, after ${second}`);
    }
    const updatedAt = Math.max(facts.updatedAt, second - lag(createRng(seed, id, 5, second)));
    put({ ...facts, revision: facts.revision + 1, updatedAt, ...news, generatedTimestamp: second }, visibleFrom);
  };

  const inOrder = (): readonly TicketVersion[] => (ordered ??= tickets.flat().sort(compareVersions));

  return {
    subdomain,
    get size() {
      return tickets.length;
    },
    create: ({ second = secondOf(clock.now()), visibleFrom, supportType = 'agent', closed = false } = {}) => {
      const id = tickets.length + 1;
      const createdAt = second - lag(createRng(seed, id, 5, second));
      const state = closed ? 'closed' : 'open';
      const facts = { id, revision: 0, createdAt, updatedAt: createdAt, generatedTimestamp: second, supportType };
      put({ ...facts, state }, visibleFrom);
      return id;
    },
    update: (id, when = {}) => change(id, when, {}),
    systemUpdate: (id, when = {}) => {
      const { revision, updatedAt } = current(id).facts;
      change(id, when, { revision, updatedAt });
    },
    delete: (id, { permanently = false, ...when } = {}) =>
      change(id, when, { state: permanently ? 'scrubbed' : 'deleted' }),
    bulkUpdate: (ids, second = secondOf(clock.now()), visibleFrom) => {
      for (const id of ids) change(id, visibleFrom === undefined ? { second } : { second, visibleFrom }, {});
    },
    current,
    inOrder,
    truth: () => tickets.map((_, index) => toRecord(current(index + 1))),
    visibleTruth: (nowMs, holdBackSeconds = 60) =>
      inOrder()
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

function toRecord(version: TicketVersion): TruthRecord {
  const { id, generatedTimestamp, supportType } = version.facts;
  return { id, generatedTimestamp, supportType, text: version.text };
}
