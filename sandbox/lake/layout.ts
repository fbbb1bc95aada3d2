import { recordTexts } from './records.ts';

/** The layout's name in the export request. */
export type LayoutName = 'page' | 'ndjson';

/** How a lake stores pages. */
export type LakeLayout = {
  readonly name: LayoutName;
  /** Prefix of all keys. Each layout has its own prefix. */
  readonly prefix: string;
  /** Folder with the cursors of this prefix. With another prefix's cursor, an export would skip its older pages. */
  readonly cursors: string;
  /** Returns the exact texts of the tickets in an object. */
  tickets(text: string): string[];
  /**
   * Returns a query for `id` and `generated_timestamp` of all tickets in these files.
   *
   * @param files - a DuckDB SQL list
   * @param longest - maximum length of a row in bytes
   */
  versionsSql(files: string, longest: number): string;
};

/** The layouts by name. */
export const LAYOUTS: Readonly<Record<LayoutName, LakeLayout>> = {
  page: {
    name: 'page',
    prefix: 'zendesk',
    cursors: 'cursors',
    tickets: (text) => recordTexts(text, 'tickets'),
    versionsSql: (files, longest) => `
      SELECT unnest(tickets, recursive := true)
      FROM read_json(${files}, maximum_object_size = ${longest},
        columns = {tickets: 'STRUCT(id BIGINT, generated_timestamp BIGINT)[]'})`,
  },
  ndjson: {
    name: 'ndjson',
    prefix: 'zendesk-ndjson',
    cursors: 'cursors-ndjson',
    // A line without a line break is incomplete.
    tickets: (text) => text.split('\n').slice(0, -1),
    versionsSql: (files, longest) => `
      SELECT id, generated_timestamp
      FROM read_json(${files}, maximum_object_size = ${longest}, format = 'newline_delimited',
        columns = {id: 'BIGINT', generated_timestamp: 'BIGINT'})`,
  },
};

/** The location of one account's objects. */
export type Place = { readonly lakeDir: string; readonly layout: LakeLayout; readonly subdomain: string };

/** Returns the prefix of the keys of an account's tickets, up to `dt=`. */
export const ticketsPrefix = ({ layout, subdomain }: Omit<Place, 'lakeDir'>): string =>
  `${layout.prefix}/tickets/subdomain=${subdomain}/`;

/** True if the key belongs to the account's tickets or their sideloads. */
export function isOfAccount(key: string, { layout, subdomain }: Omit<Place, 'lakeDir'>): boolean {
  const [dataset, account] = key.startsWith(`${layout.prefix}/`) ? key.slice(layout.prefix.length + 1).split('/') : [];
  return dataset !== undefined && /^tickets(_\w+)?$/.test(dataset) && account === `subdomain=${subdomain}`;
}
