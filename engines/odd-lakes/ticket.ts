import type { Reading } from '#catalog/reading-rules.ts';

const text = JSON.stringify;

/** The fields of an ordinary ticket: name → raw JSON. */
const FIELDS: Readonly<Record<string, string>> = {
  url: text('https://sandbox.zendesk.com/api/v2/tickets/1.json'),
  via: '{"channel":"email"}',
  created_at: text('2025-12-17T19:38:43Z'),
  updated_at: text('2025-12-18T00:54:56Z'),
  generated_timestamp: '1766019296',
  subject: text('ordinary'),
  status: text('open'),
  requester_id: '38254339646556',
  collaborator_ids: '[38114260084865]',
  has_incidents: 'false',
  is_public: 'true',
  due_at: 'null',
  tags: '["a","b"]',
  custom_fields: '[{"id":26703268,"value":false}]',
};

/** The columns that are checked of every ticket, as {@link FIELDS} have them. */
const COLUMNS: Readonly<Record<string, Reading>> = {
  created_at: '2025-12-17T19:38:43',
  generated_timestamp: 1766019296,
  subject: 'ordinary',
  status: 'open',
  requester_id: 38254339646556,
  collaborator_ids: [38114260084865],
  is_public: true,
  due_at: null,
  tags: ['a', 'b'],
  is_deleted: false,
};

/** A ticket's raw JSON, and the row that it becomes; without `columns` it is not a record. */
export type Ticket = {
  readonly json: string;
  readonly id: number;
  readonly columns?: Readonly<Record<string, Reading>>;
};

/** An ordinary ticket. */
export const ordinary = (
  id: number,
  changes: Changes = {},
  columns: Readonly<Record<string, Reading>> = {},
): Ticket => ({
  json: ticketJson({ id: String(id), ...changes }),
  id,
  columns: { ...COLUMNS, ...columns },
});

/** Field → raw JSON; `undefined` removes the field. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** The JSON of a ticket: ordinary fields, some of them replaced or removed. */
export function ticketJson(changes: Changes, before = '', after = ''): string {
  const fields = Object.entries({ id: undefined, ...FIELDS, ...changes })
    .filter(([, raw]) => raw !== undefined)
    .map(([name, raw]) => `${JSON.stringify(name)}:${raw}`);
  return `{${before}${fields.join(',')}${after}}`;
}
