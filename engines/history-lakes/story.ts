import { createRng, type Rng } from '#sandbox/zendesk/rng.ts';

/** A change of a field in an audit. A field whose name is a number is a custom field. */
export type FieldChange = {
  readonly kind: 'Create' | 'Change';
  readonly field: string;
  readonly value: unknown;
  /** As served; absent if Zendesk sends none. */
  readonly previous?: unknown;
};

type Comment = { readonly author: number; readonly isPublic: boolean; readonly body: string };

/** One audit of a ticket. */
export type StoryEvent = {
  readonly id: number;
  readonly ticket: number;
  /** Epoch seconds. */
  readonly second: number;
  readonly updater: number;
  readonly comment?: Comment;
  readonly changes: readonly FieldChange[];
  /** The event whose comment this audit redacts, or makes private without a child event. */
  readonly redacts?: StoryEvent;
  readonly hides?: StoryEvent;
};

/** A ticket's values, by field. */
type Values = ReadonlyMap<string, unknown>;

/** What happened in an account: audits in the order in which Zendesk serves them, and the tickets as they are then. */
export type Story = {
  readonly subdomain: string;
  readonly events: readonly StoryEvent[];
  readonly tickets: ReadonlyMap<number, Values>;
};

export const SYSTEM = -1;
const FIRST_SECOND = 1_767_225_600;
const FIRST_ID = 5_000_000;
const IDS_PER_EVENT = 64;
const AGENT = 900;

/** Fields that change, with their values. Of some, ids are text. Zendesk can add fields like the last one. */
const CHANGING: Readonly<Record<string, readonly unknown[]>> = {
  status: ['open', 'pending', 'hold', 'solved', 'deleted'],
  priority: [null, 'low', 'high', 'urgent'],
  assignee_id: [null, 901, 902],
  organization_id: [null, '501', '502'],
  satisfaction_score: ['offered', 'good', 'bad'],
  '3001': [null, 'billing', 'login'],
  '3002': [null, ['red', 'blue'], ['red']],
  lane: [null, 'fast', { width: 2 }],
};

const emptyAs = (field: string): unknown =>
  ({ priority: '0', type: '0', satisfaction_score: 'unoffered' })[field] ?? null;

/** An audit before it has an id. */
type Draft = Omit<StoryEvent, 'id' | 'redacts' | 'hides'> & { readonly redacts?: Draft; readonly hides?: Draft };

/**
 * Makes up the story of an account. Tickets and ids are the same in every account, values are not.
 *
 * @param count - number of audits
 */
export function createStory(subdomain: string, seed: number, count = 300): Story {
  const rng = createRng(seed);
  const tickets = new Map<number, Map<string, unknown>>();
  const drafts: Draft[] = [];
  let second = FIRST_SECOND;
  while (drafts.length < count) {
    second += rng.pick([0, 0, 1, 60, 600]);
    if (tickets.size < 3 || rng.chance(0.15)) drafts.push(...createTicket(tickets, second, rng));
    else drafts.push(...changeTicket(tickets, rng.int(1, tickets.size), second, drafts, rng));
  }
  return { subdomain, events: withIds(drafts), tickets };
}

/** Within a second, ids are against the order. */
function withIds(drafts: readonly Draft[]): StoryEvent[] {
  const bySecond = Map.groupBy(drafts.keys(), (index) => drafts[index]?.second);
  const ids = [...bySecond.values()].flatMap((indexes) => indexes.toReversed());
  const made = new Map<Draft, StoryEvent>();
  return drafts.map((draft, index) => {
    const { redacts: redactedDraft, hides: hiddenDraft, ...rest } = draft;
    const redacts = redactedDraft && made.get(redactedDraft);
    const hides = hiddenDraft && made.get(hiddenDraft);
    const event = {
      ...rest,
      id: FIRST_ID + (ids[index] ?? 0) * IDS_PER_EVENT,
      ...(redacts && { redacts }),
      ...(hides && { hides }),
    };
    made.set(draft, event);
    return event;
  });
}

function createTicket(tickets: Map<number, Map<string, unknown>>, second: number, rng: Rng): Draft[] {
  const ticket = tickets.size + 1;
  const requester = 9100 + rng.int(0, 9);
  const created: Record<string, unknown> = {
    priority: null,
    requester_id: requester,
    subject: `ticket ${ticket}`,
    tags: rng.pick([['vip'], ['beta', 'vip']]),
    type: null,
    status: 'open',
    group_id: 801,
    custom_status_id: '7501',
  };
  const changes: FieldChange[] = Object.entries(created).map(([field, value]) => ({ kind: 'Create', field, value }));
  // A trigger sets the priority in the same audit.
  const triggered: FieldChange = { kind: 'Change', field: 'priority', value: 'normal', previous: '0' };
  tickets.set(ticket, new Map(Object.entries({ ...created, priority: 'normal' })));
  const place = { ticket, second };
  const comment = { author: requester, isPublic: true, body: `Question ${ticket}, secret ${rng.int(1000, 9999)}` };
  return [
    { ...place, updater: requester, comment, changes: [...changes, triggered] },
    { ...place, updater: SYSTEM, changes: [] },
  ];
}

function changeTicket(
  tickets: ReadonlyMap<number, Map<string, unknown>>,
  ticket: number,
  second: number,
  before: readonly Draft[],
  rng: Rng,
): Draft[] {
  const values = tickets.get(ticket) ?? new Map<string, unknown>();
  const place = { ticket, second, updater: AGENT, changes: [] };
  const commented = before.filter((event) => event.comment !== undefined && event.ticket === ticket);
  const comment = { author: AGENT, isPublic: rng.chance(0.8), body: `Answer, secret ${rng.int(1000, 9999)}` };
  const change = (field: string): FieldChange[] => changed(values, field, rng);
  const fields = Object.keys(CHANGING);
  const actions: (() => Draft[])[] = [
    () => [{ ...place, comment, changes: change('status') }],
    () => [{ ...place, changes: [...change(rng.pick(fields)), ...change(rng.pick(fields))] }],
    // Two audits of one field in one second.
    () => [0, 1].map(() => ({ ...place, changes: change('status') })),
    () => [{ ...place, updater: SYSTEM, changes: change('satisfaction_score') }],
    () => commented.slice(0, 1).map((event) => ({ ...place, redacts: event })),
    () => commented.slice(-1).map((event) => ({ ...place, hides: event })),
  ];
  return rng.pick(actions)();
}

/** Changes a field of a ticket, and returns the change. */
function changed(values: Map<string, unknown>, field: string, rng: Rng): FieldChange[] {
  const current = values.get(field) ?? null;
  const others = (CHANGING[field] ?? []).filter((value) => JSON.stringify(value) !== JSON.stringify(current));
  const value = rng.pick(others);
  values.set(field, value);
  return [{ kind: 'Change', field, value, previous: current ?? emptyAs(field) }];
}
