import { recordTexts } from './records.ts';

/** As the export request calls it. */
export type LayoutName = 'page' | 'ndjson';

/** How the pages of a lake lie in it: what has to be known to find and to read them. */
export type LakeLayout = {
  readonly name: LayoutName;
  /** What all keys begin with. A prefix has one layout, and each layout its own prefix. */
  readonly prefix: string;
  /** The folder for the cursors that belong to this prefix: by another's, what lies there would be missing here. */
  readonly cursors: string;
  /** The exact texts of the tickets in an object's text. */
  tickets(text: string): string[];
  /**
   * A query for `id` and `generated_timestamp` of all tickets in these files.
   *
   * @param files - as a list in DuckDB's SQL
   * @param longest - bytes: no row is longer
   */
  versionsSql(files: string, longest: number): string;
};

/** By their names in the export request. */
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
    // What no line break ends is no line.
    tickets: (text) => text.split('\n').slice(0, -1),
    versionsSql: (files, longest) => `
      SELECT id, generated_timestamp
      FROM read_json(${files}, maximum_object_size = ${longest}, format = 'newline_delimited',
        columns = {id: 'BIGINT', generated_timestamp: 'BIGINT'})`,
  },
};

/** Where the objects of one account lie. */
export type Place = { readonly lakeDir: string; readonly layout: LakeLayout; readonly subdomain: string };

/** What the keys of an account's tickets begin with, before `dt=`. */
export const ticketsPrefix = ({ layout, subdomain }: Omit<Place, 'lakeDir'>): string =>
  `${layout.prefix}/tickets/subdomain=${subdomain}/`;

/** Whether the key is one of the account's tickets or of what was sideloaded with them. */
export function isOfAccount(key: string, { layout, subdomain }: Omit<Place, 'lakeDir'>): boolean {
  const [dataset, account] = key.startsWith(`${layout.prefix}/`) ? key.slice(layout.prefix.length + 1).split('/') : [];
  return dataset !== undefined && /^tickets(_\w+)?$/.test(dataset) && account === `subdomain=${subdomain}`;
}
