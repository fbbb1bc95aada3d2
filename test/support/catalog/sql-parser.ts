import { init, parse } from '@guanmingchiu/sqlparser-ts';

await init();

/**
 * Words that Snowflake and Redshift reserve, while the parser takes them for columns.
 *
 * @see https://docs.snowflake.com/en/sql-reference/reserved-keywords
 */
const RESERVED = new Set(
  `ALL ALTER AND ANY AS BETWEEN BY CASE CHECK COLUMN CONSTRAINT CREATE CROSS DELETE DISTINCT DROP ELSE EXISTS FOR FROM
  FULL GRANT GROUP HAVING IN INNER INSERT INTERSECT INTO IS JOIN LATERAL LEFT LIKE NATURAL NOT NULL ON OR ORDER QUALIFY
  REVOKE RIGHT SELECT SET TABLE THEN TO UNION UNIQUE UPDATE USING VALUES WHEN WHERE WITH`.split(/\s+/),
);

/** Types of Snowflake that the parser knows only as names. */
const NAMED_TYPES = new Set(['NUMBER', 'OBJECT', 'TIMESTAMP_TZ', 'VARIANT']);

/**
 * The errors that an independent parser (Apache DataFusion's) finds in statements, with those that it passes over: a
 * reserved word as a name, an unknown type. Empty if the statements parse.
 */
export function sqlErrors(sql: string, dialect: 'snowflake' | 'redshift'): string[] {
  try {
    return [...faultsIn(parse(sql, dialect))];
  } catch (error) {
    return [String(error)];
  }
}

/** Searches the syntax tree. Its identifiers are `{value, quote_style}`, its unknown types `{Custom: [name, …]}`. */
function* faultsIn(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  const fields: ReadonlyMap<string, unknown> = new Map(Object.entries(node));
  const value = fields.get('value');
  // A token also has a keyword.
  const isBare = fields.has('quote_style') && fields.get('quote_style') === undefined && !fields.has('keyword');
  if (isBare && typeof value === 'string' && RESERVED.has(value.toUpperCase())) yield `reserved word: ${value}`;
  if (fields.has('Custom')) {
    const [, name = ''] = /"value":"(.*?)"/.exec(JSON.stringify(fields.get('Custom'))) ?? [];
    if (!NAMED_TYPES.has(name)) yield `unknown type: ${name}`;
  }
  for (const each of fields.values()) yield* faultsIn(each);
}
