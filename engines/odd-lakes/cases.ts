import type { ColumnType } from '#catalog/column.ts';
import { BEYOND_DOUBLE, COLUMN_TYPES, READING_RULES, type Reading } from '#catalog/reading-rules.ts';
import { COPY_SKIPS, NOT_AN_OBJECT, type OddLake } from './odd-lake.ts';
import { type Changes, ordinary, type Ticket, ticketJson } from './ticket.ts';

/** An odd lake before it is written: ordinary tickets 1, 2, 3 and the odd one in one object, 11 and 12 in another. */
export type Case = {
  readonly name: string;
  readonly oddity: string;
  /** The odd ticket. Bytes that are not UTF-8 are written as `@@FF@@`. */
  readonly ticket: Ticket;
  /** Raw JSON at the end of the page: only the layout `page` has it. */
  readonly pageEnd?: string;
  /** Number of records of the object that cannot be read. @defaultValue 0, or 1 if the odd ticket is not a record */
  readonly passedOver?: number | { readonly anyOf: readonly number[] };
  readonly limits?: OddLake['limits'];
};

type Extra = Pick<Case, 'pageEnd' | 'passedOver' | 'limits'>;

/** A case whose ticket has one odd field. */
const field = (name: string, column: string, raw: string, answer: Reading, extra: Extra = {}): Case => ({
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

/** A case whose ticket is not a record. */
const noRecord = (name: string, json: string, extra: Extra = {}): Case => ({
  name,
  oddity: `a ticket is ${json}`,
  ticket: { json, id: 4 },
  ...extra,
});

const odd = (changes: Changes = {}, before = '', after = ''): string =>
  ticketJson({ id: '4', ...changes }, before, after);

const SKIPPED = { snowflake: COPY_SKIPS };

const NO_SIDELOADS = 'On a page, malformed does not count sideloads.';

/** A ticket's column of each type. */
const COLUMNS: Readonly<Record<ColumnType, string>> = {
  bigint: 'requester_id',
  boolean: 'is_public',
  text: 'subject',
  instant: 'created_at',
  json: 'via',
  bigints: 'collaborator_ids',
  texts: 'tags',
};

/** One case for each example of the reading rules. */
const EXAMPLES: readonly Case[] = COLUMN_TYPES.flatMap((type) =>
  READING_RULES[type].examples.map(({ name, json, becomes, limits }) =>
    field(name, COLUMNS[type], json, becomes, limits && { limits }),
  ),
);

const IDENTITY: readonly Case[] = [
  written('id-as-text', 'id is "4"', odd({ id: '"4"' })),
  written('id-as-float', 'id is 4.0', odd({ id: '4.0' })),
  { ...noRecord('id-as-word', odd({ id: '"four"' })), oddity: 'id is "four"' },
  { ...noRecord('id-missing', odd({ id: undefined })), oddity: 'a ticket without id' },
  field('version-with-fraction', 'generated_timestamp', '1766019296.5', null),
  written('field-missing', 'a field is missing', odd({ status: undefined }), { status: null }),
  written(
    'json-numbers',
    'numbers in JSON with many digits',
    odd({ via: '{"a":12345678901234567890.123,"b":1e400,"c":-0.0,"d":0.1000,"e":123456789012345678901}' }),
    {},
    { limits: { clickhouse: BEYOND_DOUBLE } },
  ),
];

const CHARACTERS: readonly Case[] = [
  field(
    'lone-high-surrogate',
    'subject',
    String.raw`"x\ud83dy"`,
    { anyOf: ['x\u{fffd}y', 'x?y'] },
    {
      limits: { ...SKIPPED, clickhouse: 'Half of a surrogate pair loses the record.' },
    },
  ),
  field('lone-low-surrogate', 'subject', String.raw`"x\ude00y"`, { anyOf: ['x\u{fffd}y', 'x?y'] }, { limits: SKIPPED }),
  field('surrogate-pair', 'subject', String.raw`"x\ud83d\ude00 \\ud83d"`, 'x\u{1f600} \\ud83d'),
  field(
    'invalid-utf8',
    'subject',
    '"é x@@FF@@y \u{1f600}"',
    {
      anyOf: ['é x\u{fffd}y \u{1f600}', 'é x?y \u{1f600}'],
    },
    {
      limits: {
        ...SKIPPED,
        spark: 'A page, or in ndjson a record, that is not UTF-8 is missing; malformed counts it.',
      },
    },
  ),
  field('raw-tab', 'subject', '"x\ty"', { anyOf: ['x\ty', 'x y'] }, { limits: SKIPPED }),
  field('unknown-escape', 'subject', String.raw`"x\qy"`, { anyOf: ['xqy', 'x\u{fffd}qy'] }, { limits: SKIPPED }),
  field('nul', 'subject', String.raw`"x\u0000y"`, 'x\0y', {
    limits: { snowflake: 'Text may hold no NUL in some emulators.' },
  }),
  written('nul-in-json', 'a NUL in JSON text', odd({ custom_fields: String.raw`[{"id":1,"value":"x\u0000y"}]` })),
];

const NAMES: readonly Case[] = [
  written('name-in-other-case-after', 'a second field "Id" after "id"', odd({}, '', ',"Id":99')),
  written(
    'name-in-other-case-before',
    'a second field "Id" before "id"',
    odd({}, '"Id":99,'),
    {},
    {
      limits: { clickhouse: 'Two fields whose names differ only in case lose the record.' },
    },
  ),
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
  noRecord('record-text', '"x"', { limits: NOT_AN_OBJECT }),
  noRecord('record-number', '7', { limits: NOT_AN_OBJECT }),
  noRecord('record-array', '[1]', { limits: NOT_AN_OBJECT }),
  noRecord('record-empty', '{}'),
];

const SIDELOADS: readonly Case[] = [
  {
    name: 'sideload-as-text',
    oddity: 'a sideload is text',
    ticket: ordinary(4),
    pageEnd: ',"users":"x"',
    passedOver: { anyOf: [0, 1] },
    limits: NOT_AN_OBJECT,
  },
  {
    name: 'sideload-without-records',
    oddity: 'a sideload has no records',
    ticket: ordinary(4),
    pageEnd: ',"users":[{"id":"x"},null,7]',
    passedOver: 3,
    limits: { ...NOT_AN_OBJECT, snowflake: NO_SIDELOADS },
  },
  {
    name: 'sideload-with-odd-fields',
    oddity: 'a sideloaded record has fields of other types',
    ticket: ordinary(4),
    pageEnd: ',"users":[{"id":5,"created_at":"soon","tags":"t"}]',
  },
];

export const CASES: readonly Case[] = [...RECORDS, ...EXAMPLES, ...IDENTITY, ...CHARACTERS, ...NAMES, ...SIDELOADS];
