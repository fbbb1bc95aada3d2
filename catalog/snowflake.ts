import type { Dataset } from './datasets.ts';
import { type Layout, locateRecords } from './layout.ts';
import { READING_RULES } from './reading-rules.ts';
import { latestName } from './views.ts';

/**
 * The views `tickets_latest` and `malformed` over a table `tickets_raw` with a VARIANT `line`, `subdomain`, `landed_in`
 * and `landed_at`, for Snowflake. Two statements.
 */
export const snowflakeViews = (dataset: Dataset, layout: Layout): readonly string[] => [
  snowflakeLatest(dataset, layout),
  snowflakeMalformed(dataset, layout),
];

function snowflakeLatest(dataset: Dataset, layout: Layout): string {
  const { columns, member, from } = locateRecords(dataset, layout).records;
  const record = member === undefined ? 'r.line' : 't.value';
  // Snowflake stores unquoted names in upper case, and finds them in any case.
  const fields = columns.map(
    ({ name, type }) => `  ${READING_RULES[type].sql.snowflake(`${record}:${name}`)} AS ${name}`,
  );
  const condition = dataset.isDeleted.condition((name) => READING_RULES.text.sql.snowflake(`${record}:${name}`));
  const source = member === undefined ? `${from.name} AS r` : `${from.name} AS r, ${flatten(member)}`;
  return `CREATE OR REPLACE VIEW ${latestName(dataset)} AS
SELECT
  r.subdomain,
${fields.join(',\n')},
  coalesce(${condition}, FALSE) AS is_deleted,
  r.landed_at,
  r.landed_in
FROM ${source}
WHERE ${idOf(record)} IS NOT NULL
QUALIFY row_number() OVER (
  PARTITION BY r.subdomain, id ORDER BY ${dataset.versionKey} DESC NULLS LAST, r.landed_at DESC, r.landed_in DESC
) = 1`;
}

/** A record's id: without one it cannot be read. */
const idOf = (record: string): string => READING_RULES.bigint.sql.snowflake(`${record}:id`);

/** An object or text in place of the array has no records. */
const flatten = (member: string): string =>
  `LATERAL FLATTEN(input => CASE WHEN IS_ARRAY(r.line:${member}) THEN r.line:${member} END) AS t`;

/** Counts records that `tickets_latest` cannot read. COPY itself reports the lines that are not JSON. */
function snowflakeMalformed(dataset: Dataset, layout: Layout): string {
  const { member, from } = locateRecords(dataset, layout).records;
  const place = 'SELECT r.subdomain, r.landed_in';
  const unreadable =
    member === undefined
      ? `  ${place}\n  FROM ${from.name} AS r\n  WHERE ${idOf('r.line')} IS NULL`
      : `  ${place}
  FROM ${from.name} AS r
  WHERE NOT coalesce(IS_ARRAY(r.line:${member}), FALSE)
  UNION ALL
  ${place}
  FROM ${from.name} AS r, ${flatten(member)}
  WHERE ${idOf('t.value')} IS NULL`;
  return `CREATE OR REPLACE VIEW malformed AS
SELECT subdomain, landed_in, count(*) AS passed_over
FROM (
${unreadable}
)
GROUP BY subdomain, landed_in`;
}
