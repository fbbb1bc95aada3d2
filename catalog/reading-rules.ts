import type { ColumnType } from './column.ts';

/** A value of a row, as JSON writes it. Timestamps are text in UTC, with `.123` only if there are milliseconds. */
export type Value = string | number | boolean | null | readonly (string | number | null)[];

/** One value, or a choice if engines differ, for example in the spelling of a number. */
export type Reading = Value | { readonly anyOf: readonly Value[] };

type ValueKind = 'text' | 'number' | 'float' | 'boolean' | 'object' | 'array' | 'JSON null' | 'out of range';

/** An example of a rule: every engine is tested with it. */
export type Example = {
  /** Unique among all rules. */
  readonly name: string;
  readonly kind: ValueKind;
  /** The field's raw JSON. */
  readonly json: string;
  readonly becomes: Reading;
  /** Engines that answer something else, and why. */
  readonly limits?: Partial<Readonly<Record<Engine | 'clickhouse', string>>>;
};

/** Engines for which views are written. Trino stands for Athena too. */
export type Engine = 'trino' | 'duckdb' | 'spark' | 'snowflake';

/** How a column of one type is read. */
export type ReadingRule = {
  /** In one sentence. */
  readonly meaning: string;
  /**
   * The column's SQL in each engine. It never fails: a value that cannot be read is NULL.
   * @param field - SQL for the field: text, or a VARIANT in Snowflake. An object or array is its JSON text, JSON null is NULL.
   */
  readonly sql: Readonly<Record<Engine, (field: string) => string>>;
  readonly examples: readonly Example[];
};

/** `7`, `7.0` and `7e3`, but not `7.5`. A decimal keeps all digits of a bigint, which a double does not. */
const wholeNumber = (decimal: string, bigint: (decimal: string) => string): string =>
  `CASE WHEN ${decimal} = floor(${decimal}) THEN ${bigint(decimal)} END`;

/** The same in less text: each view of Athena has it in the template, once for each column. */
const castWholeNumberInTrino = (field: string): string =>
  `TRY_CAST(replace(CAST(TRY_CAST(${field} AS decimal(38, 9)) AS varchar), '.000000000') AS bigint)`;

const castWholeNumber = (field: string): string =>
  wholeNumber(`TRY_CAST(${field} AS decimal(38, 9))`, (decimal) => `TRY_CAST(${decimal} AS bigint)`);

/** Without it, engines take years, epoch seconds or words for times. */
const ifTimestamp = (field: string, timestamp: string): string =>
  `CASE WHEN ${field} LIKE '____-__-__T%' OR ${field} LIKE '____-__-__' THEN ${timestamp} END`;

const caseBoolean = (field: string): string => `CASE ${field} WHEN 'true' THEN true WHEN 'false' THEN false END`;

const sparkTexts = (field: string): string => `from_json(${field}, 'ARRAY<STRING>')`;
const sparkElement = 'TRY_CAST(element AS BIGINT)';

const ifArray = (field: string): string => `CASE WHEN IS_ARRAY(${field}) THEN ${field} END`;

const asIs = (field: string): string => field;

export const BEYOND_DOUBLE = 'A number beyond a double loses the page, or in ndjson the record.';
const NOT_CONVERTED = { snowflake: 'Snowflake keeps the elements of an array as they are.' };

export const COLUMN_TYPES: readonly ColumnType[] = ['bigint', 'boolean', 'text', 'instant', 'json', 'bigints', 'texts'];

/** The rules, by column type. The views of all engines are written from them. */
export const READING_RULES: Readonly<Record<ColumnType, ReadingRule>> = {
  bigint: {
    meaning: 'A whole number of 64 bits, however it is written. A fraction is never rounded.',
    sql: {
      trino: (field) => `coalesce(TRY_CAST(${field} AS bigint), ${castWholeNumberInTrino(field)})`,
      // Nearly no field needs the decimal, which takes twenty times as long. Without TRY, DuckDB casts before it compares.
      duckdb: (field) =>
        `CASE WHEN regexp_full_match(${field}, '-?[0-9]{1,18}') THEN TRY_CAST(${field} AS bigint) ELSE ${castWholeNumber(field)} END`,
      spark: castWholeNumber,
      snowflake: (field) => {
        const decimal = `TRY_TO_NUMBER(${field}::VARCHAR, 38, 9)`;
        const inRange = `${decimal} BETWEEN -9223372036854775808 AND 9223372036854775807`;
        return `CASE WHEN ${decimal} = FLOOR(${decimal}) AND ${inRange} THEN ${decimal}::NUMBER(38, 0) END`;
      },
    },
    examples: [
      { name: 'integer-as-text', kind: 'text', json: '"7"', becomes: 7 },
      { name: 'integer-with-leading-zero', kind: 'text', json: '"010"', becomes: 10 },
      { name: 'integer-as-word', kind: 'text', json: '"seven"', becomes: null },
      { name: 'integer-as-empty-text', kind: 'text', json: '""', becomes: null },
      { name: 'integer-negative', kind: 'number', json: '-7', becomes: -7 },
      { name: 'integer-as-float', kind: 'float', json: '7.0', becomes: 7 },
      { name: 'integer-as-exponent', kind: 'float', json: '7e3', becomes: 7000 },
      { name: 'integer-with-fraction', kind: 'float', json: '7.5', becomes: null },
      { name: 'integer-as-boolean', kind: 'boolean', json: 'false', becomes: null },
      { name: 'integer-as-object', kind: 'object', json: '{"id":5}', becomes: null },
      { name: 'integer-as-array', kind: 'array', json: '[5]', becomes: null },
      { name: 'integer-null', kind: 'JSON null', json: 'null', becomes: null },
      { name: 'integer-beyond-int64', kind: 'out of range', json: '9223372036854775808', becomes: null },
      { name: 'integer-of-30-digits', kind: 'out of range', json: '123456789012345678901234567890', becomes: null },
      {
        name: 'integer-huge-exponent',
        kind: 'out of range',
        json: '1e400',
        becomes: null,
        limits: { clickhouse: BEYOND_DOUBLE },
      },
    ],
  },
  boolean: {
    meaning: 'true or false, also as text. A number is never one of them.',
    sql: {
      trino: caseBoolean,
      duckdb: caseBoolean,
      spark: caseBoolean,
      snowflake: (field) => caseBoolean(`${field}::VARCHAR`),
    },
    examples: [
      { name: 'boolean-as-text', kind: 'text', json: '"true"', becomes: true },
      { name: 'boolean-as-word', kind: 'text', json: '"maybe"', becomes: null },
      { name: 'boolean-as-number', kind: 'number', json: '1', becomes: null },
      { name: 'boolean-as-float', kind: 'float', json: '1.0', becomes: null },
      { name: 'boolean-false', kind: 'boolean', json: 'false', becomes: false },
      { name: 'boolean-as-object', kind: 'object', json: '{"a":true}', becomes: null },
      { name: 'boolean-as-array', kind: 'array', json: '[true]', becomes: null },
      { name: 'boolean-null', kind: 'JSON null', json: 'null', becomes: null },
    ],
  },
  text: {
    meaning: 'Text. Any other value is its JSON text; the spelling of a number can differ between engines.',
    sql: { trino: asIs, duckdb: asIs, spark: asIs, snowflake: (field) => `${field}::VARCHAR` },
    examples: [
      { name: 'text-empty', kind: 'text', json: '""', becomes: '' },
      { name: 'text-as-number', kind: 'number', json: '510', becomes: '510' },
      { name: 'text-as-float', kind: 'float', json: '5.10', becomes: { anyOf: ['5.10', '5.1'] } },
      { name: 'text-as-boolean', kind: 'boolean', json: 'true', becomes: 'true' },
      { name: 'text-as-object', kind: 'object', json: '{"a":1}', becomes: '{"a":1}' },
      { name: 'text-as-array', kind: 'array', json: '["a"]', becomes: '["a"]' },
      { name: 'text-null', kind: 'JSON null', json: 'null', becomes: null },
    ],
  },
  instant: {
    meaning:
      'ISO 8601 text, in UTC and milliseconds. Text without an offset is taken in the time zone of the session, which has to be UTC.',
    sql: {
      // The function itself takes no other separator than T.
      trino: (field) =>
        `CASE WHEN ${field} LIKE '____-__-__%' THEN TRY(CAST(from_iso8601_timestamp(${field}) AT TIME ZONE 'UTC' AS timestamp(3))) END`,
      duckdb: (field) =>
        ifTimestamp(field, `CAST(TRY_CAST(${field} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP_MS)`),
      spark: (field) => ifTimestamp(field, `date_trunc('MILLISECOND', TRY_CAST(${field} AS TIMESTAMP))`),
      snowflake: (field) =>
        ifTimestamp(
          `${field}::VARCHAR`,
          `CONVERT_TIMEZONE('UTC', TRY_CAST(${field}::VARCHAR AS TIMESTAMP_TZ))::TIMESTAMP_NTZ(3)`,
        ),
    },
    examples: [
      {
        name: 'timestamp-milliseconds',
        kind: 'text',
        json: '"2026-01-02T03:04:05.123Z"',
        becomes: '2026-01-02T03:04:05.123',
      },
      {
        name: 'timestamp-nanoseconds',
        kind: 'text',
        json: '"2026-01-02T03:04:05.123456789Z"',
        becomes: '2026-01-02T03:04:05.123',
      },
      { name: 'timestamp-offset', kind: 'text', json: '"2026-01-02T03:04:05+05:30"', becomes: '2026-01-01T21:34:05' },
      { name: 'timestamp-without-offset', kind: 'text', json: '"2026-01-02T03:04:05"', becomes: '2026-01-02T03:04:05' },
      { name: 'timestamp-date-only', kind: 'text', json: '"2026-01-02"', becomes: '2026-01-02T00:00:00' },
      { name: 'timestamp-with-a-space', kind: 'text', json: '"2026-01-02 03:04:05 UTC"', becomes: null },
      { name: 'timestamp-february-30', kind: 'text', json: '"2026-02-30T00:00:00Z"', becomes: null },
      {
        name: 'timestamp-hour-24',
        kind: 'text',
        json: '"2026-01-01T24:00:00Z"',
        becomes: { anyOf: [null, '2026-01-02T00:00:00'] },
      },
      { name: 'timestamp-leap-second', kind: 'text', json: '"2026-01-02T23:59:60Z"', becomes: null },
      { name: 'timestamp-empty', kind: 'text', json: '""', becomes: null },
      { name: 'timestamp-word', kind: 'text', json: '"soon"', becomes: null },
      { name: 'timestamp-as-number', kind: 'number', json: '1766019296', becomes: null },
      { name: 'timestamp-as-float', kind: 'float', json: '1766019296.5', becomes: null },
      { name: 'timestamp-as-boolean', kind: 'boolean', json: 'true', becomes: null },
      { name: 'timestamp-as-object', kind: 'object', json: '{"a":1}', becomes: null },
      { name: 'timestamp-as-array', kind: 'array', json: '["2026-01-02"]', becomes: null },
      { name: 'timestamp-null', kind: 'JSON null', json: 'null', becomes: null },
      {
        name: 'timestamp-year-1',
        kind: 'out of range',
        json: '"0001-01-01T00:00:00Z"',
        becomes: '0001-01-01T00:00:00',
      },
      {
        name: 'timestamp-year-1582',
        kind: 'out of range',
        json: '"1582-10-10T00:00:00Z"',
        becomes: '1582-10-10T00:00:00',
      },
      {
        name: 'timestamp-year-1850',
        kind: 'out of range',
        json: '"1850-01-01T00:00:00Z"',
        becomes: '1850-01-01T00:00:00',
      },
      {
        name: 'timestamp-year-2400',
        kind: 'out of range',
        json: '"2400-12-31T23:59:59Z"',
        becomes: '2400-12-31T23:59:59',
      },
      {
        name: 'timestamp-year-9999',
        kind: 'out of range',
        json: '"9999-12-31T23:59:59Z"',
        becomes: '9999-12-31T23:59:59',
      },
      { name: 'timestamp-year-10000', kind: 'out of range', json: '"10000-01-01T00:00:00Z"', becomes: null },
    ],
  },
  json: {
    meaning:
      'JSON text, a VARIANT in Snowflake. Spaces and the spelling of numbers can differ between engines; text may be without its quotes.',
    sql: { trino: asIs, duckdb: asIs, spark: asIs, snowflake: (field) => `STRIP_NULL_VALUE(${field})` },
    examples: [
      { name: 'json-as-text', kind: 'text', json: '"plain"', becomes: { anyOf: ['plain', '"plain"'] } },
      { name: 'json-as-number', kind: 'number', json: '7', becomes: '7' },
      { name: 'json-as-float', kind: 'float', json: '7.5', becomes: '7.5' },
      { name: 'json-as-boolean', kind: 'boolean', json: 'true', becomes: 'true' },
      { name: 'json-as-object', kind: 'object', json: '{"a":{"b":null}}', becomes: '{"a":{"b":null}}' },
      { name: 'json-as-array', kind: 'array', json: '[1,"a"]', becomes: '[1,"a"]' },
      { name: 'json-null', kind: 'JSON null', json: 'null', becomes: null },
    ],
  },
  bigints: {
    meaning: 'An array of whole numbers. If one element cannot be read, the whole array is NULL.',
    sql: {
      trino: (field) => `TRY(CAST(json_parse(${field}) AS array(bigint)))`,
      duckdb: (field) => `TRY(from_json_strict(${field}, '["BIGINT"]'))`,
      spark: (field) =>
        `CASE WHEN NOT exists(${sparkTexts(field)}, element -> element IS NOT NULL AND ${sparkElement} IS NULL) ` +
        `THEN transform(${sparkTexts(field)}, element -> ${sparkElement}) END`,
      snowflake: ifArray,
    },
    examples: [
      { name: 'integers-as-text', kind: 'text', json: '"a"', becomes: null },
      { name: 'integers-with-text', kind: 'text', json: '[1,"5",2]', becomes: [1, 5, 2], limits: NOT_CONVERTED },
      { name: 'integers-with-word', kind: 'text', json: '[1,"x",2]', becomes: null, limits: NOT_CONVERTED },
      { name: 'integers-as-number', kind: 'number', json: '7', becomes: null },
      { name: 'integers-as-float', kind: 'float', json: '7.5', becomes: null },
      { name: 'integers-as-boolean', kind: 'boolean', json: 'true', becomes: null },
      { name: 'integers-as-object', kind: 'object', json: '{"a":1}', becomes: null },
      { name: 'integers-with-object', kind: 'object', json: '[{"id":1}]', becomes: null, limits: NOT_CONVERTED },
      { name: 'integers-empty', kind: 'array', json: '[]', becomes: [] },
      { name: 'integers-null', kind: 'JSON null', json: 'null', becomes: null },
      {
        name: 'integers-with-null',
        kind: 'JSON null',
        json: '[1,null,2]',
        becomes: [1, null, 2],
        limits: NOT_CONVERTED,
      },
      {
        name: 'integers-beyond-int64',
        kind: 'out of range',
        json: '[9223372036854775808]',
        becomes: null,
        limits: NOT_CONVERTED,
      },
    ],
  },
  texts: {
    meaning:
      'An array of texts. A number or boolean in it is text; with an object in it the array is NULL, or has its JSON text.',
    sql: {
      trino: (field) => `TRY(CAST(json_parse(${field}) AS array(varchar)))`,
      duckdb: (field) => `TRY(from_json_strict(${field}, '["VARCHAR"]'))`,
      spark: sparkTexts,
      snowflake: ifArray,
    },
    examples: [
      { name: 'texts-as-text', kind: 'text', json: '"a"', becomes: null },
      { name: 'texts-as-number', kind: 'number', json: '7', becomes: null },
      { name: 'texts-with-number', kind: 'number', json: '["a",1]', becomes: ['a', '1'], limits: NOT_CONVERTED },
      { name: 'texts-as-float', kind: 'float', json: '7.5', becomes: null },
      { name: 'texts-as-boolean', kind: 'boolean', json: 'true', becomes: null },
      { name: 'texts-as-object', kind: 'object', json: '{"a":1}', becomes: null },
      {
        name: 'texts-with-object',
        kind: 'object',
        json: '["a",{"a":1}]',
        becomes: { anyOf: [null, ['a', '{"a":1}']] },
        limits: NOT_CONVERTED,
      },
      { name: 'texts-empty', kind: 'array', json: '[]', becomes: [] },
      { name: 'texts-null', kind: 'JSON null', json: 'null', becomes: null },
      { name: 'texts-with-null', kind: 'JSON null', json: '["a",null]', becomes: ['a', null], limits: NOT_CONVERTED },
    ],
  },
};
