import { CUSTOM_FIELDS } from '../tickets/custom-fields.ts';
import type { CustomStatus } from './custom-statuses.ts';
import { createOptions, type FieldOption } from './field-options.ts';
import { createRecords, type ListContext, type Records, type Stamp } from './records.ts';
import { ListRow } from './row.ts';

/** A status as the field of type `custom_status` contains it. */
type EmbeddedStatus = Omit<
  CustomStatus,
  'raw_agent_label' | 'raw_end_user_label' | 'raw_description' | 'raw_end_user_description'
>;

/** A ticket field. Members and order as in records of 2024 (airbytehq/airbyte), others as recorded in 2026 (useairfoil/typescript-sdk). */
type TicketField = {
  readonly url: string;
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly raw_title: string;
  readonly description: string;
  readonly raw_description: string;
  readonly position: number;
  readonly active: boolean;
  readonly required: boolean;
  readonly collapsed_for_agents: boolean;
  readonly regexp_for_validation: string | null;
  readonly title_in_portal: string;
  readonly raw_title_in_portal: string;
  readonly visible_in_portal: boolean;
  readonly editable_in_portal: boolean;
  readonly required_in_portal: boolean;
  readonly agent_can_edit: boolean;
  readonly tag: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly removable: boolean;
  readonly key: string | null;
  readonly agent_description: string | null;
  readonly sub_type_id?: number;
  readonly system_field_options?: readonly { readonly name: string; readonly value: string }[];
  readonly custom_field_options?: readonly FieldOption[];
  readonly custom_statuses?: readonly EmbeddedStatus[];
};

/** The fields of every account: type, title and the values of the options. */
const SYSTEM_FIELDS: readonly (readonly [type: string, title: string, values?: readonly string[]])[] = [
  ['subject', 'Subject'],
  ['description', 'Description'],
  ['status', 'Status', ['open', 'pending', 'hold', 'solved']],
  ['tickettype', 'Type', ['question', 'incident', 'problem', 'task']],
  ['priority', 'Priority', ['low', 'normal', 'high', 'urgent']],
  ['group', 'Group'],
  ['assignee', 'Assignee'],
  ['custom_status', 'Ticket status'],
];

/** The field type of values that a ticket has. */
const FIELD_TYPES: Readonly<Record<(typeof CUSTOM_FIELDS)[number]['type'], string>> = {
  tagger: 'tagger',
  text: 'text',
  checkbox: 'checkbox',
  multiselect: 'multiselect',
  date: 'date',
  decimal: 'decimal',
  integer: 'integer',
  wide: 'integer',
};
const TYPES_WITH_OPTIONS: ReadonlySet<string> = new Set(['tagger', 'multiselect']);

/** An inactive field, which tickets do not show. */
const INACTIVE = { id: 18_713_310_000_531, type: 'text', title: 'Alte Kundennummer' } as const;

/** Custom fields of a new account. */
const INITIAL_CUSTOM_FIELDS = [...CUSTOM_FIELDS, INACTIVE];

const systemFieldId = (index: number): number => 38_100_350_000_733 + 320 * index;

/** The ids of all active fields of a new account, for its forms. */
export const ACTIVE_FIELDS: readonly number[] = [
  ...SYSTEM_FIELDS.map((_, index) => systemFieldId(index)),
  ...CUSTOM_FIELDS.map(({ id }) => id),
];

/** Creates the system fields and the custom fields. Tickets refer to all but the last one. */
export function createTicketFields(
  context: ListContext,
  statuses: Pick<Records<CustomStatus>, 'at'>,
): Records<TicketField> {
  const fields = createRecords<TicketField>(context, {
    path: 'ticket_fields',
    sourceType: 'ticket_field',
    initial: SYSTEM_FIELDS.length + INITIAL_CUSTOM_FIELDS.length,
    referenced: ACTIVE_FIELDS.length,
    idOf: (index) => {
      const custom = index - SYSTEM_FIELDS.length;
      return custom < 0 ? systemFieldId(index) : (INITIAL_CUSTOM_FIELDS[custom]?.id ?? INACTIVE.id + 128 * custom);
    },
    build: (stamp) => buildSystemField(stamp) ?? buildCustomField(stamp),
    nameOf: ({ title }) => title,
  });
  /** Adds the current statuses to the field that contains them. */
  const withStatuses = (row: ListRow<TicketField>, nowMs: number): ListRow<TicketField> =>
    row.members.type === 'custom_status'
      ? new ListRow(row.key, {
          ...row.members,
          custom_statuses: statuses.at(nowMs).map(({ members }) => embed(members)),
        })
      : row;
  return { ...fields, at: (nowMs) => fields.at(nowMs).map((row) => withStatuses(row, nowMs)) };
}

function buildSystemField(stamp: Stamp): TicketField | undefined {
  const [type, title, values] = SYSTEM_FIELDS[stamp.index] ?? [];
  if (type === undefined || title === undefined) return undefined;
  const options = values?.map((value) => ({ name: `${value.slice(0, 1).toUpperCase()}${value.slice(1)}`, value }));
  return {
    ...buildField(stamp, type, title, false),
    ...(options && { sub_type_id: 0, system_field_options: options }),
  };
}

function buildCustomField(stamp: Stamp): TicketField {
  const index = stamp.index - SYSTEM_FIELDS.length;
  const { type, title } = INITIAL_CUSTOM_FIELDS[index] ?? { type: 'tagger', title: `Field ${index + 1}` };
  const field = buildField(stamp, FIELD_TYPES[type], title, true);
  return TYPES_WITH_OPTIONS.has(field.type) ? { ...field, custom_field_options: createOptions(index) } : field;
}

function buildField(stamp: Stamp, type: string, title: string, isCustom: boolean): TicketField {
  const { index, id, url, created_at, updated_at } = stamp;
  const description = isCustom ? '' : `Request ${title.toLowerCase()}`;
  return {
    url,
    id,
    type,
    title,
    raw_title: title,
    description,
    raw_description: description,
    position: isCustom ? 9999 : index + 1,
    active: id !== INACTIVE.id,
    required: false,
    collapsed_for_agents: false,
    regexp_for_validation: null,
    title_in_portal: title,
    raw_title_in_portal: title,
    visible_in_portal: index % 3 === 0,
    editable_in_portal: index % 3 === 0,
    required_in_portal: false,
    agent_can_edit: true,
    tag: type === 'checkbox' ? `field_${index}` : null,
    created_at,
    updated_at,
    removable: isCustom,
    // Recorded keys of fields that Zendesk adds: `standard::resolution_type`. All other recorded keys are null.
    key: isCustom && index % 6 === 0 ? `standard::field_${index}` : null,
    agent_description: null,
  };
}

const embed = ({
  raw_agent_label: _label,
  raw_end_user_label: _endUserLabel,
  raw_description: _description,
  raw_end_user_description: _endUserDescription,
  ...shown
}: CustomStatus): EmbeddedStatus => shown;
