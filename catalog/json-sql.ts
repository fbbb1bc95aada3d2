import type { Engine } from './reading-rules.ts';

/**
 * SQL of one engine for JSON text, a VARIANT in Snowflake. Names and arguments are SQL. A query reads `from`, a table or a
 * query in parentheses, and keeps its columns. A value of an unexpected type gives no rows, and never an error.
 */
export type JsonSql = {
  /** A query for each row once per element of an array, with the element and its position, which begins with 1. */
  readonly eachElement: (
    from: string,
    array: string,
    names: { readonly value: string; readonly position: string },
  ) => string;
  /**
   * A query for each row once per element of a member that is an array, or once with the text of another member. An empty
   * array has one element, which is NULL.
   */
  readonly eachText: (from: string, object: string, member: string, value: string) => string;
  /** A query for each row once per member of an object and of an object nested in it, with the value as text. */
  readonly eachMember: (
    from: string,
    object: string,
    nested: string,
    names: { readonly name: string; readonly value: string },
  ) => string;
  /** SQL for a member as text: NULL if it is none, or null. `a.b` is a member of a member. */
  readonly text: (object: string, member: string) => string;
  /** SQL for a member as a column of JSON: NULL if it is none, or null. */
  readonly json: (object: string, member: string) => string;
};

const inTrino = (object: string, member: string): string => `json_extract_scalar(${object}, '$.${member}')`;
/** Without TRY, text that is not JSON ends the query. */
const inDuckdb = (object: string, member: string): string => `TRY(${object} ->> '$.${member}')`;
const inSpark = (object: string, member: string): string => `get_json_object(${object}, '$.${member}')`;

const inSnowflake = (object: string, member: string): string => `GET_PATH(${object}, '${member}')`;

const trinoMap = (json: string): string => `TRY(CAST(${json} AS map(varchar, json)))`;

/** In DuckDB, unnesting in the list of columns reads on while it writes. A lateral join with positions holds all rows. */
const duckdbUnnest = (from: string, list: string, columns: readonly string[]): string =>
  `SELECT * EXCLUDE (items), ${columns.join(', ')}
FROM (SELECT *, ${list} AS items FROM ${from})`;

const duckdbMap = (json: string): string => `TRY(from_json(${json}, '"MAP(VARCHAR, VARCHAR)"'))`;

/** Without Spark's ARRAY, a value in brackets could be text as well as an array. */
const sparkTexts = (object: string, member: string): string =>
  `from_json(${object}, '${member} ARRAY<STRING>').${member}`;

const sparkMap = (json: string): string => `from_json(${json}, 'MAP<STRING,STRING>')`;

export const JSON_SQL: Readonly<Record<Engine, JsonSql>> = {
  trino: {
    eachElement: (from, array, { value, position }) => `SELECT s.*, json_format(e.v) AS ${value}, e.n AS ${position}
FROM ${from} AS s
CROSS JOIN UNNEST(TRY(CAST(json_parse(${array}) AS array(json)))) WITH ORDINALITY AS e(v, n)`,
    eachText: (from, object, member, value) => {
      const texts = `TRY(CAST(json_extract(${object}, '$.${member}') AS array(varchar)))`;
      return `SELECT s.*, e.v AS ${value}
FROM ${from} AS s
CROSS JOIN UNNEST(CASE WHEN cardinality(${texts}) > 0 THEN ${texts} ELSE ARRAY[${inTrino(object, member)}] END) AS e(v)`;
    },
    eachMember: (from, object, nested, { name, value }) => {
      const own = trinoMap(`json_parse(${object})`);
      return `SELECT s.*, e.k AS ${name}, coalesce(json_extract_scalar(e.v, '$'), nullif(json_format(e.v), 'null')) AS ${value}
FROM ${from} AS s
CROSS JOIN UNNEST(coalesce(map_concat(${own}, ${trinoMap(`json_extract(${object}, '$.${nested}')`)}), ${own})) AS e(k, v)`;
    },
    text: inTrino,
    json: (object, member) => `nullif(json_format(json_extract(${object}, '$.${member}')), 'null')`,
  },
  duckdb: {
    eachElement: (from, array, { value, position }) =>
      duckdbUnnest(from, `TRY(from_json(${array}, '["JSON"]'))`, [
        `unnest(items) AS ${value}`,
        `generate_subscripts(items, 1) AS ${position}`,
      ]),
    eachText: (from, object, member, value) => {
      const length = `json_array_length(${object}, '$.${member}')`;
      const isArray = `json_type(${object}, '$.${member}') = 'ARRAY'`;
      const list = `CASE WHEN ${length} > 0 THEN (${object} ->> '$.${member}[*]') WHEN ${isArray} THEN [NULL] ELSE [${inDuckdb(object, member)}] END`;
      return duckdbUnnest(from, list, [`unnest(items) AS ${value}`]);
    },
    eachMember: (from, object, nested, { name, value }) => {
      const members = `map_concat(${duckdbMap(object)}, ${duckdbMap(`json_extract(${object}, '$.${nested}')`)})`;
      return duckdbUnnest(from, members, [
        `unnest(map_keys(items)) AS ${name}`,
        `unnest(map_values(items)) AS ${value}`,
      ]);
    },
    text: inDuckdb,
    json: inDuckdb,
  },
  spark: {
    eachElement: (
      from,
      array,
      { value, position },
    ) => `SELECT s.*, e.v AS ${value}, CAST(e.n + 1 AS BIGINT) AS ${position}
FROM ${from} AS s
LATERAL VIEW posexplode(from_json(${array}, 'ARRAY<STRING>')) e AS n, v`,
    eachText: (from, object, member, value) => {
      const texts = sparkTexts(object, member);
      return `SELECT s.*, e.v AS ${value}
FROM ${from} AS s
LATERAL VIEW explode(CASE WHEN size(${texts}) > 0 THEN ${texts} WHEN size(${texts}) = 0 THEN array(CAST(NULL AS STRING)) ELSE array(${inSpark(object, member)}) END) e AS v`;
    },
    eachMember: (from, object, nested, { name, value }) => {
      const [own, inner] = [sparkMap(object), sparkMap(inSpark(object, nested))];
      return `SELECT s.*, e.k AS ${name}, e.v AS ${value}
FROM ${from} AS s
LATERAL VIEW explode(CASE WHEN ${inner} IS NULL THEN ${own} ELSE map_concat(${own}, ${inner}) END) e AS k, v`;
    },
    text: inSpark,
    json: inSpark,
  },
  snowflake: {
    eachElement: (from, array, { value, position }) => `SELECT s.*, e.value AS ${value}, e.index + 1 AS ${position}
FROM ${from} AS s, LATERAL FLATTEN(input => CASE WHEN IS_ARRAY(${array}) THEN ${array} END) AS e`,
    eachText: (from, object, member, value) => {
      const field = inSnowflake(object, member);
      return `SELECT s.*, e.value AS ${value}
FROM ${from} AS s, LATERAL FLATTEN(input => CASE WHEN NOT coalesce(IS_ARRAY(${field}), FALSE) THEN ARRAY_CONSTRUCT(${field}) WHEN ARRAY_SIZE(${field}) = 0 THEN ARRAY_CONSTRUCT(NULL) ELSE ${field} END) AS e`;
    },
    eachMember: (from, object, nested, { name, value }) => `SELECT s.*, e.key AS ${name}, e.value::VARCHAR AS ${value}
FROM ${from} AS s, LATERAL FLATTEN(input => ARRAY_CONSTRUCT(${object}, ${inSnowflake(object, nested)})) AS o, LATERAL FLATTEN(input => o.value) AS e`,
    text: (object, member) => `${inSnowflake(object, member)}::VARCHAR`,
    json: (object, member) => `STRIP_NULL_VALUE(${inSnowflake(object, member)})`,
  },
};
