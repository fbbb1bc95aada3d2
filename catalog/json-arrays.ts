import type { Engine } from './reading-rules.ts';

/** SQL of one engine for arrays of objects in JSON text, a VARIANT in Snowflake. */
export type JsonArrays = {
  /** Follows FROM and a table: adds the elements of an array, as the column `value` of an alias. */
  readonly elements: (array: string, alias: string) => string;
  /** SQL for a member of an element as text: NULL if it is none, or null. */
  readonly text: (element: string, member: string) => string;
  /**
   * Follows FROM and a table: adds the elements of a member that is an array, or its text if it is something else, as the
   * column `value` of an alias. An empty array has one element, which is NULL.
   */
  readonly texts: (element: string, member: string, alias: string) => string;
};

const inTrino = (element: string, member: string): string => `json_extract_scalar(${element}, '$.${member}')`;
const inDuckdb = (element: string, member: string): string => `(${element} ->> '$.${member}')`;
const inSpark = (element: string, member: string): string => `get_json_object(${element}, '$.${member}')`;

/** Without Spark's ARRAY, a value in brackets could be text as well as an array. */
const sparkTexts = (element: string, member: string): string =>
  `from_json(${element}, '${member} ARRAY<STRING>').${member}`;

export const JSON_ARRAYS: Readonly<Record<Engine, JsonArrays>> = {
  trino: {
    elements: (array, alias) => `CROSS JOIN UNNEST(TRY(CAST(json_parse(${array}) AS array(json)))) AS ${alias}(value)`,
    text: inTrino,
    texts: (element, member, alias) => {
      const texts = `TRY(CAST(json_extract(${element}, '$.${member}') AS array(varchar)))`;
      return `CROSS JOIN UNNEST(CASE WHEN cardinality(${texts}) > 0 THEN ${texts} ELSE ARRAY[${inTrino(element, member)}] END) AS ${alias}(value)`;
    },
  },
  duckdb: {
    elements: (array, alias) =>
      `CROSS JOIN UNNEST(TRY(from_json(CAST(${array} AS JSON), '["JSON"]'))) AS ${alias}(value)`,
    text: inDuckdb,
    texts: (element, member, alias) => {
      const length = `json_array_length(${element}, '$.${member}')`;
      const isArray = `json_type(${element}, '$.${member}') = 'ARRAY'`;
      return `CROSS JOIN UNNEST(CASE WHEN ${length} > 0 THEN (${element} ->> '$.${member}[*]') WHEN ${isArray} THEN [NULL] ELSE [${inDuckdb(element, member)}] END) AS ${alias}(value)`;
    },
  },
  spark: {
    elements: (array, alias) => `LATERAL VIEW explode(from_json(${array}, 'ARRAY<STRING>')) ${alias} AS value`,
    text: inSpark,
    texts: (element, member, alias) => {
      const texts = sparkTexts(element, member);
      return `LATERAL VIEW explode(CASE WHEN size(${texts}) > 0 THEN ${texts} WHEN size(${texts}) = 0 THEN array(CAST(NULL AS STRING)) ELSE array(${inSpark(element, member)}) END) ${alias} AS value`;
    },
  },
  snowflake: {
    elements: (array, alias) => `, LATERAL FLATTEN(input => ${array}) AS ${alias}`,
    text: (element, member) => `${element}:${member}::VARCHAR`,
    texts: (element, member, alias) => {
      const value = `${element}:${member}`;
      return `, LATERAL FLATTEN(input => CASE WHEN NOT coalesce(IS_ARRAY(${value}), FALSE) THEN ARRAY_CONSTRUCT(${value}) WHEN ARRAY_SIZE(${value}) = 0 THEN ARRAY_CONSTRUCT(NULL) ELSE ${value} END) AS ${alias}`;
    },
  },
};
