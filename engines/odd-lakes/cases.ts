import type { EngineName, Expected } from './odd-lake.ts';
import { type Changes, ordinary, type Ticket, ticketJson } from './ticket.ts';

/** An odd lake before it is written: ordinary tickets 1, 2, 3 and the odd one in one object, 11 and 12 in another. */
export type Case = {
  readonly name: string;
  readonly oddity: string;
  /** The odd ticket. Bytes that are not UTF-8 are written as `@@FF@@`. */
  readonly ticket: Ticket;
  /** Raw JSON at the end of the page: only the layout `page` has it. */
  readonly pageEnd?: string;
  /** How many records of the object cannot be read, @defaultValue 0, or 1 if the odd ticket is no record. */
  readonly passedOver?: number | { readonly anyOf: readonly number[] };
  readonly limits?: Partial<Readonly<Record<EngineName, string>>>;
};

type Extra = Pick<Case, 'pageEnd' | 'passedOver' | 'limits'>;

/** A case whose ticket has one odd field. */
const field = (name: string, column: string, raw: string, answer: Expected, extra: Extra = {}): Case => ({
  name,
  oddity: `${column} is ${raw.length > 60 ? `${raw.slice(0, 57)}…` : raw}`,
  ticket: ordinary(4, { [column]: raw }, { [column]: answer }),
  ...extra,
});

/** A case whose ticket is ordinary as far as it is checked, however it is written. */
const written = (name: string, oddity: string, json: string, columns = {}, extra: Extra = {}): Case => ({
  name,
  oddity,
  ticket: { ...ordinary(4, {}, columns), json },
  ...extra,
});

/** A case whose ticket is no record. */
const noRecord = (name: string, json: string, extra: Extra = {}): Case => ({
  name,
  oddity: `a ticket is ${json}`,
  ticket: { json, id: 4 },
  ...extra,
});

const odd = (changes: Changes = {}, before = '', after = ''): string =>
  ticketJson({ id: '4', ...changes }, before, after);

/** The whole element has to be an object: Trino's reader of JSON ends the query otherwise. The exporter lands no such page. */
const TRINO_ENDS = { trino: 'A query over a record that is no object ends with an error in the layout page.' };

const INTEGERS: readonly Case[] = [
  field('integer-beyond-int64', 'requester_id', '9223372036854775808', null),
  field('integer-of-30-digits', 'requester_id', '123456789012345678901234567890', null),
  field('integer-negative', 'requester_id', '-7', -7),
  field('integer-as-float', 'requester_id', '7.0', 7),
  field('integer-as-exponent', 'requester_id', '7e3', 7000),
  field('integer-with-fraction', 'requester_id', '7.5', null),
  field('integer-huge-exponent', 'requester_id', '1e400', null, {
    limits: { clickhouse: 'A number beyond a double loses the page, or in ndjson the record.' },
  }),
  field('integer-as-text', 'requester_id', '"7"', 7),
  field('integer-with-leading-zero', 'requester_id', '"010"', 10),
  field('integer-as-word', 'requester_id', '"seven"', null),
  field('integer-as-empty-text', 'requester_id', '""', null),
  field('integer-as-boolean', 'requester_id', 'false', null),
  field('integer-as-object', 'requester_id', '{"id":5}', null),
  field('integer-as-array', 'requester_id', '[5]', null),
  field('integer-null', 'requester_id', 'null', null),
  written('id-as-text', 'id is "4"', odd({ id: '"4"' })),
  written('id-as-float', 'id is 4.0', odd({ id: '4.0' })),
  { ...noRecord('id-as-word', odd({ id: '"four"' })), oddity: 'id is "four"' },
  { ...noRecord('id-missing', odd({ id: undefined })), oddity: 'a ticket without id' },
  field('version-with-fraction', 'generated_timestamp', '1766019296.5', null),
];

const TIMESTAMPS: readonly Case[] = (
  [
    ['milliseconds', '2026-01-02T03:04:05.123Z', '2026-01-02T03:04:05.123'],
    ['offset', '2026-01-02T03:04:05+05:30', '2026-01-01T21:34:05'],
    ['without-offset', '2026-01-02T03:04:05', '2026-01-02T03:04:05'],
    ['date-only', '2026-01-02', '2026-01-02T00:00:00'],
    ['year-1', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00'],
    ['year-1582', '1582-10-10T00:00:00Z', '1582-10-10T00:00:00'],
    ['year-1850', '1850-01-01T00:00:00Z', '1850-01-01T00:00:00'],
    ['year-2400', '2400-12-31T23:59:59Z', '2400-12-31T23:59:59'],
    ['year-9999', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59'],
    ['year-10000', '10000-01-01T00:00:00Z', null],
    ['february-30', '2026-02-30T00:00:00Z', null],
    ['empty', '', null],
    ['word', 'soon', null],
    ['with-a-space', '2026-01-02 03:04:05 UTC', null],
    ['nanoseconds', '2026-01-02T03:04:05.123456789Z', '2026-01-02T03:04:05.123'],
    ['hour-24', '2026-01-01T24:00:00Z', null],
    ['leap-second', '2026-01-02T23:59:60Z', null],
  ] as const
).map(([name, text, answer]) => field(`timestamp-${name}`, 'created_at', JSON.stringify(text), answer));

const OTHER_TYPES: readonly Case[] = [
  field('timestamp-as-number', 'created_at', '1766019296', null),
  field('timestamp-as-object', 'created_at', '{"a":1}', null),
  field('boolean-as-text', 'is_public', '"true"', true),
  field('boolean-as-number', 'is_public', '1', null),
  field('boolean-as-word', 'is_public', '"maybe"', null),
  field('boolean-as-object', 'is_public', '{"a":true}', null),
  field('boolean-null', 'is_public', 'null', null),
  field('text-as-object', 'subject', '{"a":1}', '{"a":1}'),
  field('text-as-array', 'subject', '["a"]', '["a"]'),
  field('text-as-number', 'subject', '5.10', { anyOf: ['5.10', '5.1'] }),
  field('text-as-boolean', 'subject', 'true', 'true'),
  field('text-null', 'subject', 'null', null),
  written('text-missing', 'a field is missing', odd({ status: undefined }), { status: null }),
  field('json-null', 'via', 'null', null),
  field('json-as-text', 'via', '"plain"', { anyOf: ['plain', '"plain"'] }),
  written(
    'json-numbers',
    'numbers in JSON with many digits',
    odd({
      via: '{"a":12345678901234567890.123,"b":1e400,"c":-0.0,"d":0.1000,"e":123456789012345678901}',
    }),
  ),
  field('integers-with-text', 'collaborator_ids', '[1,"5",2]', [1, 5, 2]),
  field('integers-with-null', 'collaborator_ids', '[1,null,2]', [1, null, 2]),
  field('integers-with-word', 'collaborator_ids', '[1,"x",2]', null),
  field('integers-with-object', 'collaborator_ids', '[{"id":1}]', null),
  field('integers-as-object', 'collaborator_ids', '{"a":1}', null),
  field('integers-empty', 'collaborator_ids', '[]', []),
  field('texts-as-text', 'tags', '"a"', null),
  field('texts-as-object', 'tags', '{"a":1}', null),
  field('texts-with-scalars', 'tags', '["a",1,null]', ['a', '1', null]),
  field('texts-with-object', 'tags', '["a",{"a":1}]', null),
  field('texts-null', 'tags', 'null', null),
];

const CHARACTERS: readonly Case[] = [
  field('lone-high-surrogate', 'subject', String.raw`"x\ud83dy"`, { anyOf: ['x\u{fffd}y', 'x?y'] }),
  field('lone-low-surrogate', 'subject', String.raw`"x\ude00y"`, { anyOf: ['x\u{fffd}y', 'x?y'] }),
  field('surrogate-pair', 'subject', String.raw`"x\ud83d\ude00 \\ud83d"`, 'x\u{1f600} \\ud83d'),
  field('invalid-utf8', 'subject', '"é x@@FF@@y \u{1f600}"', 'é x\u{fffd}y \u{1f600}'),
  field('raw-tab', 'subject', '"x\ty"', { anyOf: ['x\ty', 'x y'] }),
  field('unknown-escape', 'subject', String.raw`"x\qy"`, { anyOf: ['xqy', 'x\u{fffd}qy'] }),
  field('nul', 'subject', String.raw`"x\u0000y"`, 'x\0y', {
    limits: { snowflake: 'Text may hold no NUL in some imitations.' },
  }),
  written('nul-in-json', 'a NUL in JSON text', odd({ custom_fields: String.raw`[{"id":1,"value":"x\u0000y"}]` })),
];

const NAMES: readonly Case[] = [
  written('name-in-other-case-after', 'a second field "Id" after "id"', odd({}, '', ',"Id":99')),
  written('name-in-other-case-before', 'a second field "Id" before "id"', odd({}, '"Id":99,')),
  written('name-in-other-case-text', 'a second field "Subject"', odd({}, '', ',"Subject":"wrong"')),
  written('name-twice', 'the same field twice', odd({}, '', ',"subject":"ordinary"')),
  written('name-twice-different', 'the same field twice, with two values', odd({}, '', ',"subject":"second"'), {
    subject: { anyOf: ['ordinary', 'second'] },
  }),
  written(
    'new-fields',
    'fields that no schema knows',
    odd({}, '', ',"new_a":1,"new_b":{"x":[1,{"y":null}]},"new_c":[[],[1]],"new_d":12e3'),
    {},
    { pageEnd: ',"new_top":{"a":1},"count":3' },
  ),
  written(
    'odd-names',
    'field names with dots, spaces, quotes and emoji',
    odd({}, '', ',"a.b":1,"c-d":2,"e f":3,"\u{1f600}":4,"":5,"`q`":6,"\\"dq\\"":7,"tags.x":[1]'),
  ),
];

const RECORDS: readonly Case[] = [
  { name: 'ordinary', oddity: 'nothing', ticket: ordinary(4) },
  noRecord('record-null', 'null'),
  noRecord('record-text', '"x"', { limits: TRINO_ENDS }),
  noRecord('record-number', '7', { limits: TRINO_ENDS }),
  noRecord('record-array', '[1]', { limits: TRINO_ENDS }),
  noRecord('record-empty', '{}'),
];

const SIDELOADS: readonly Case[] = [
  {
    name: 'sideload-as-text',
    oddity: 'a sideload is text',
    ticket: ordinary(4),
    pageEnd: ',"users":"x"',
    passedOver: { anyOf: [0, 1] },
    limits: TRINO_ENDS,
  },
  {
    name: 'sideload-without-records',
    oddity: 'a sideload has no records',
    ticket: ordinary(4),
    pageEnd: ',"users":[{"id":"x"},null,7]',
    passedOver: 3,
    limits: TRINO_ENDS,
  },
  {
    name: 'sideload-with-odd-fields',
    oddity: 'a sideloaded record has fields of other types',
    ticket: ordinary(4),
    pageEnd: ',"users":[{"id":5,"created_at":"soon","tags":"t"}]',
  },
];

export const CASES: readonly Case[] = [
  ...RECORDS,
  ...INTEGERS,
  ...TIMESTAMPS,
  ...OTHER_TYPES,
  ...CHARACTERS,
  ...NAMES,
  ...SIDELOADS,
];
