import { recordTexts } from './records.ts';
import type { LakeResource } from './resources.ts';

/** The layout's name in the export request. */
export type LayoutName = 'page' | 'ndjson';

/** How a lake stores pages. */
export type LakeLayout = {
  readonly name: LayoutName;
  /** Prefix of all keys. Each layout has its own prefix. */
  readonly prefix: string;
  /** Folder with the cursors of this prefix. With another prefix's cursor, an export would skip its older pages. */
  readonly cursors: string;
  /** Returns the exact texts of the records in an object. */
  records(text: string, resource: Pick<LakeResource, 'name'>): string[];
  /**
   * Returns a query for `id` and `second` (epoch seconds of the timestamp) of all records in these files.
   *
   * @param files - a DuckDB SQL list
   * @param longest - maximum length of a row in bytes
   */
  versionsSql(files: string, longest: number, resource: LakeResource): string;
};

/** The layouts by name. */
export const LAYOUTS: Readonly<Record<LayoutName, LakeLayout>> = {
  page: {
    name: 'page',
    prefix: 'zendesk',
    cursors: 'cursors',
    records: (text, { name }) => recordTexts(text, name),
    versionsSql: (files, longest, { name, timestamp }) => `
      SELECT id, ${secondSql(timestamp)} AS second
      FROM (
        SELECT unnest(${name}, recursive := true)
        FROM read_json(${files}, maximum_object_size = ${longest},
          columns = {${name}: 'STRUCT(id BIGINT, ${timestamp.field} VARCHAR)[]'})
      )`,
  },
  ndjson: {
    name: 'ndjson',
    prefix: 'zendesk-ndjson',
    cursors: 'cursors-ndjson',
    // A line without a line break is incomplete.
    records: (text) => text.split('\n').slice(0, -1),
    versionsSql: (files, longest, { timestamp }) => `
      SELECT id, ${secondSql(timestamp)} AS second
      FROM read_json(${files}, maximum_object_size = ${longest}, format = 'newline_delimited',
        columns = {id: 'BIGINT', ${timestamp.field}: 'VARCHAR'})`,
  },
};

/** Returns an expression for the epoch seconds of a record's timestamp. */
const secondSql = ({ field, format }: LakeResource['timestamp']): string =>
  format === 'iso' ? `epoch(CAST(${field} AS TIMESTAMP))::BIGINT` : `CAST(${field} AS BIGINT)`;

/** The location of one account's objects. */
export type Place = { readonly lakeDir: string; readonly layout: LakeLayout; readonly subdomain: string };

/** Returns the prefix of the keys of an account's records, up to `dt=`. */
export const exportPrefix = (
  { layout, subdomain }: Omit<Place, 'lakeDir'>,
  { name }: Pick<LakeResource, 'name'>,
): string => `${layout.prefix}/${name}/subdomain=${subdomain}/`;

/** True if the key belongs to the account, whatever its export or sideload. */
export function isOfAccount(key: string, { layout, subdomain }: Omit<Place, 'lakeDir'>): boolean {
  return (
    key.startsWith(`${layout.prefix}/`) &&
    key.slice(layout.prefix.length + 1).split('/')[1] === `subdomain=${subdomain}`
  );
}
