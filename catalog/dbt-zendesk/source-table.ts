import { literal, quoted } from '../sql.ts';

/** A table that the models of fivetran/dbt_zendesk read. */
export type SourceTable = {
  readonly name: string;
  /** A query for its rows. */
  readonly sql: string;
  /** For the check: the reason why the table should not be empty, and a remedy. Absent if it may be. */
  readonly ifEmpty?: string;
};

/** The schema of the tables. The user attaches the database. */
const SCHEMA = 'warehouse.zendesk';

export const tableName = (name: string): string => `${SCHEMA}.${quoted(name)}`;

/** The rows of one account in a view, in parentheses. The package does not know accounts. */
export const rowsOf = (view: string): string =>
  `(SELECT * FROM ${quoted(view)} WHERE subdomain = getvariable('subdomain'))`;

/** Columns under their own names. */
export const columns = (names: string): string => names.trim().split(/\s+/).map(quoted).join(', ');

/** Instants under their own names. The models calculate with TIMESTAMP only. */
export const instants = (names: string): string =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => instant(quoted(name), name))
    .join(', ');

export function instant(sql: string, name: string): string {
  return `CAST(${sql} AS TIMESTAMP) AS ${quoted(name)}`;
}

/** When the record landed, under the package's name. */
export const SYNCED = instant('landed_at', '_fivetran_synced');

/** The package's own columns of a record. */
export const synced = (isDeleted = 'false'): string => `${isDeleted} AS _fivetran_deleted, ${SYNCED}`;

/** A member of a column of JSON as text, under a name. */
export const member = (column: string, path: string, name: string): string =>
  `json_extract_string(${quoted(column)}, ${literal(`$.${path}`)}) AS ${quoted(name)}`;

/** A query for each row of a view once per value of an array, as `value`. */
export const eachOf = (view: string, array: string, selected: string): string =>
  `SELECT ${selected}
FROM (SELECT *, unnest(${array}) AS value FROM ${rowsOf(view)})`;
