import { toJson } from '../json.ts';
import type { TicketMembers } from '../tickets/ticket.ts';

/** All members of one version of a ticket. */
export type Members = TicketMembers['head'] & TicketMembers['tail'];

/** The members of a child event that name a field and its values. */
export type FieldChange = Readonly<Record<string, unknown>>;

/** The child events of a field. */
type Field = {
  /** Returns the field's events of a new ticket. */
  readonly created: (ticket: Members) => readonly FieldChange[];
  /** Returns the field's events of a changed ticket. */
  readonly changed: (before: Members, after: Members) => readonly FieldChange[];
};

/** Settings of a field with one value. */
type PlainField = {
  /** The value of a new ticket for which there is no event. Default null. */
  readonly initial?: string | null;
  /** The `previous_value` of null. Default null. */
  readonly empty?: string;
};

/** Creates a field that has the new value under its own key, and the previous one next to it. */
function plain(key: string, read: (ticket: Members) => unknown, { initial = null, empty }: PlainField = {}): Field {
  return {
    created: (ticket) => (read(ticket) === initial ? [] : [{ [key]: read(ticket) }]),
    changed: (before, after) =>
      read(before) === read(after) ? [] : [{ [key]: read(after), previous_value: read(before) ?? empty ?? null }],
  };
}

/** A new ticket always has events of these fields, and their empty previous value is `"0"`. */
const always = (key: string, read: (ticket: Members) => unknown): Field => ({
  ...plain(key, read, { empty: '0' }),
  created: (ticket) => [{ [key]: read(ticket) }],
});

const toText = (id: number | null): string | null => (id === null ? null : String(id));

const tags: Field = {
  created: ({ tags: all }) => (all.length === 0 ? [] : [tagChange([], all)]),
  changed: ({ tags: before }, { tags: after }) => (toJson(before) === toJson(after) ? [] : [tagChange(before, after)]),
};

const tagChange = (before: readonly string[], after: readonly string[]): FieldChange => ({
  tags: after,
  added_tags: after.filter((tag) => !before.includes(tag)),
  removed_tags: before.filter((tag) => !after.includes(tag)),
});

/**
 * The fields in the order of recorded `Create` events. Some ids are strings, others numbers (useairfoil/typescript-sdk;
 * treasure-data/embulk-input-zendesk). There are no recorded events of the last four.
 */
const FIELDS: readonly Field[] = [
  always('priority', ({ priority }) => priority),
  plain('requester_id', (ticket) => ticket.requester_id),
  plain('subject', ({ subject }) => subject),
  tags,
  always('type', ({ type }) => type),
  plain('status', ({ status }) => status),
  plain('assignee_id', (ticket) => ticket.assignee_id),
  plain('group_id', (ticket) => ticket.group_id),
  plain('organization_id', (ticket) => toText(ticket.organization_id)),
  plain('custom_status_id', (ticket) => toText(ticket.custom_status_id)),
  plain('brand_id', (ticket) => toText(ticket.brand_id)),
  plain('ticket_form_id', (ticket) => toText(ticket.ticket_form_id)),
  plain('satisfaction_score', (ticket) => ticket.satisfaction_rating?.score ?? 'unoffered', { initial: 'unoffered' }),
  plain('external_id', (ticket) => ticket.external_id),
  plain('problem_id', (ticket) => ticket.problem_id),
  plain('due_at', (ticket) => ticket.due_at),
  plain('is_public', (ticket) => ticket.is_public),
];

/** Returns the values of a new ticket without its custom fields. */
export const createdFields = (ticket: Members): FieldChange[] => FIELDS.flatMap(({ created }) => created(ticket));

/** Returns the values of a new ticket's custom fields. */
export const createdCustomFields = ({ custom_fields: fields }: Members): FieldChange[] =>
  fields.filter(({ value }) => value !== null).map(({ id, value }) => ({ custom_ticket_fields: { [id]: value } }));

/** Returns the new and the previous values of all fields that differ. */
export function changedFields(before: Members, after: Members): FieldChange[] {
  return [...FIELDS.flatMap(({ changed }) => changed(before, after)), ...changedCustomFields(before, after)];
}

/** Custom fields keep their types. Recorded values are strings or null; those of other types are not known. */
function changedCustomFields(before: Members, after: Members): FieldChange[] {
  const previous = new Map(before.custom_fields.map(({ id, value }) => [id, value]));
  const current = new Map(after.custom_fields.map(({ id, value }) => [id, value]));
  return [...new Set([...previous.keys(), ...current.keys()])].flatMap((id) => {
    const [from, to] = [previous.get(id) ?? null, current.get(id) ?? null];
    return toJson(from) === toJson(to) ? [] : [{ custom_ticket_fields: { [id]: to }, previous_value: from }];
  });
}
