import { toJson } from '../json.ts';
import { reasonCode } from '../tickets/rating.ts';
import type { TicketMembers } from '../tickets/ticket.ts';

/** All members of one version of a ticket. */
export type Members = TicketMembers['head'] & TicketMembers['tail'];

/** A value that a child event gives to a field. */
export type FieldChange = {
  /** The field's name. Custom fields are named by their id. */
  readonly field: string;
  /** The members of the child event with the values. */
  readonly members: Readonly<Record<string, unknown>>;
};

/** A field with child events. */
type Field = {
  readonly name: string;
  /** Returns the field's value in the form of its events. */
  readonly read: (ticket: Members) => unknown;
  /** The value of a new ticket for which there is no event. Undefined if there always is one. */
  readonly initial?: unknown;
  /** Returns the members of a child event with a new value, given the previous one. Undefined if there is none. */
  readonly toMembers: (value: unknown, previous?: unknown) => FieldChange['members'];
};

/** Creates a field that has the new value under its own key, and the previous one next to it. */
function plain(
  name: string,
  read: Field['read'],
  { initial = null, empty = null }: { readonly initial?: unknown; readonly empty?: string | null } = {},
): Field {
  const toMembers: Field['toMembers'] = (value, previous) => ({
    [name]: value,
    ...(previous !== undefined && { previous_value: previous ?? empty }),
  });
  return { name, read, initial, toMembers };
}

/** A new ticket always has events of these fields, and their empty previous value is `"0"`. */
const always = (name: string, read: Field['read']): Field => ({
  ...plain(name, read, { empty: '0' }),
  initial: undefined,
});

const toText = (id: number | null): string | null => (id === null ? null : String(id));

const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const tags: Field = {
  name: 'tags',
  read: (ticket) => ticket.tags,
  initial: [],
  toMembers: (value, previous) => {
    const [before, after] = [toList(previous), toList(value)];
    return {
      tags: after,
      added_tags: after.filter((tag) => !before.includes(tag)),
      removed_tags: before.filter((tag) => !after.includes(tag)),
    };
  },
};

/**
 * The fields in the order of recorded `Create` events. Some ids are strings, others numbers (useairfoil/typescript-sdk;
 * treasure-data/embulk-input-zendesk). There are no recorded events of `satisfaction_comment` and the
 * fields after it.
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
  plain('satisfaction_reason_code', (ticket) => reasonCode(ticket.satisfaction_rating), { empty: '0' }),
  plain('satisfaction_comment', (ticket) => ticket.satisfaction_rating?.comment ?? null),
  plain('external_id', (ticket) => ticket.external_id),
  plain('problem_id', (ticket) => ticket.problem_id),
  plain('due_at', (ticket) => ticket.due_at),
  plain('is_public', (ticket) => ticket.is_public),
];

const isSame = (one: unknown, other: unknown): boolean => toJson(one) === toJson(other);

/** Returns the values of a new ticket without its custom fields. */
export const createdFields = (ticket: Members): FieldChange[] =>
  FIELDS.flatMap(({ name, read, initial, toMembers }) =>
    initial !== undefined && isSame(read(ticket), initial) ? [] : [{ field: name, members: toMembers(read(ticket)) }],
  );

/** Returns the values of a new ticket's custom fields. */
export const createdCustomFields = ({ custom_fields: fields }: Members): FieldChange[] =>
  fields.filter(({ value }) => value !== null).map(({ id, value }) => customChange(id, value));

/** Custom fields keep their types. Recorded values are strings or null; those of other types are not known. */
const customChange = (id: number, value: unknown): FieldChange => ({
  field: String(id),
  members: { custom_ticket_fields: { [id]: value } },
});

/** Returns the new and the previous values of all fields that differ. */
export function changedFields(before: Members, after: Members): FieldChange[] {
  const changed = FIELDS.filter(({ read }) => !isSame(read(before), read(after)));
  return [
    ...changed.map(({ name, read, toMembers }) => ({ field: name, members: toMembers(read(after), read(before)) })),
    ...changedCustomFields(before, after),
  ];
}

function changedCustomFields(before: Members, after: Members): FieldChange[] {
  const [previous, current] = [before, after].map(({ custom_fields: fields }) => valuesById(fields));
  return [...new Set([...(previous?.keys() ?? []), ...(current?.keys() ?? [])])].flatMap((id) => {
    const [from, to] = [previous?.get(id) ?? null, current?.get(id) ?? null];
    if (isSame(from, to)) return [];
    const { field, members } = customChange(id, to);
    return [{ field, members: { ...members, previous_value: from } }];
  });
}

const valuesById = (fields: Members['custom_fields']): Map<number, unknown> =>
  new Map(fields.map(({ id, value }) => [id, value]));

/** Returns the values of all fields of a ticket, by name, in the form of their events. */
export function fieldValues(ticket: Members): Map<string, unknown> {
  const values = new Map(FIELDS.map(({ name, read }) => [name, read(ticket)]));
  for (const { id, value } of ticket.custom_fields) values.set(String(id), value);
  return values;
}

/** Returns the value of a field before its first event. */
export const initialValue = (field: string): unknown => FIELDS.find(({ name }) => name === field)?.initial ?? null;
