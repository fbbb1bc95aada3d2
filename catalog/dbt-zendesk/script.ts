import { DATASETS } from '../datasets.ts';
import { latestName } from '../dataset.ts';
import { literal } from '../sql.ts';
import { COUNTS } from './checks.ts';
import { HISTORY_TABLES } from './histories.ts';
import { RECORD_TABLES } from './records.ts';
import { type SourceTable, tableName } from './source-table.ts';
import { zoneTables } from './zone-tables.ts';

const TICKETS = latestName(DATASETS.tickets);

/**
 * A script for DuckDB that creates the tables that the models of fivetran/dbt_zendesk read, for one account. It runs after
 * the script of the lake, with a database that is attached as `warehouse`. Its last statement returns the rows of the
 * check. They are tables: views would need the variables of the first script in every session of dbt.
 */
export function dbtZendeskScript(): string {
  const tables = [...RECORD_TABLES, ...HISTORY_TABLES, ...zoneTables()];
  return [
    `-- The tables that the models of fivetran/dbt_zendesk read: docs/dbt.md. Run duckdb-page.sql or duckdb-ndjson.sql before,
-- and attach the database for the tables: ATTACH 'zendesk.duckdb' AS warehouse;
-- The account, if the lake has several: SET VARIABLE subdomain = 'acme';
SET VARIABLE subdomain = (
  SELECT CASE
    WHEN getvariable('subdomain') IS NOT NULL THEN getvariable('subdomain')
    WHEN count(DISTINCT subdomain) > 1 THEN error('the lake has several accounts: set the variable subdomain')
    ELSE min(subdomain)
  END
  FROM ${TICKETS}
);
CREATE SCHEMA IF NOT EXISTS warehouse.zendesk;`,
    ...tables.map(({ name, sql }) => `CREATE OR REPLACE TABLE ${tableName(name)} AS\n${sql};`),
    `-- The check: dbt builds its models over wrong tables without an error.
FROM (
${[...tables.map(countRows), ...COUNTS].join('\nUNION ALL\n')}
) AS checked;`,
  ].join('\n\n');
}

const countRows = ({ name, ifEmpty }: SourceTable): string =>
  `SELECT ${literal(`rows of ${name}`)} AS subject, count(*) AS found, ${
    ifEmpty === undefined ? 'NULL' : `CASE WHEN count(*) = 0 THEN ${literal(ifEmpty)} END`
  } AS problem FROM ${tableName(name)}`;
