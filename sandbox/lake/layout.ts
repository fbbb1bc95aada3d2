import { quoted } from '#catalog/sql.ts';
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
  /** True if an object of a page without records is empty. */
  readonly mayBeEmpty: boolean;
  /** Returns the structure of a line for DuckDB's `from_json`, with these members of each record as text. */
  structure(name: string, members: readonly string[]): string;
  /** Returns a DuckDB expression for the list of the records in a line with that structure. */
  recordsSql(parsed: string, name: string): string;
};

const recordStructure = (members: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(members.map((member) => [member, 'VARCHAR']));

/** The layouts by name. */
export const LAYOUTS: Readonly<Record<LayoutName, LakeLayout>> = {
  page: {
    name: 'page',
    prefix: 'zendesk',
    cursors: 'cursors',
    records: (text, { name }) => recordTexts(text, name),
    mayBeEmpty: false,
    structure: (name, members) => JSON.stringify({ [name]: [recordStructure(members)] }),
    recordsSql: (parsed, name) => `${parsed}.${quoted(name)}`,
  },
  ndjson: {
    name: 'ndjson',
    prefix: 'zendesk-ndjson',
    cursors: 'cursors-ndjson',
    // A line without a line break is incomplete.
    records: (text) => text.split('\n').slice(0, -1),
    mayBeEmpty: true,
    structure: (_, members) => JSON.stringify(recordStructure(members)),
    recordsSql: (parsed) => `[${parsed}]`,
  },
};

/** Returns an expression for the epoch seconds of a record's timestamp, which is text. */
export const secondSql = ({ format }: LakeResource['timestamp'], text: string): string =>
  format === 'iso' ? `epoch(TRY_CAST(${text} AS TIMESTAMP))::BIGINT` : `TRY_CAST(${text} AS BIGINT)`;

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
