import type { Column, ColumnType } from './column.ts';
import { countUnreadable } from './count-unreadable.ts';
import { OBJECT_PATH_PATTERN } from './layout.ts';
import { quoted } from './sql.ts';
import type { Dialect } from './views.ts';

/** The parts of a view that differ between Trino (Athena's engine) and DuckDB. */
type Parts = {
  /** Name of the table that has a raw table's rows. */
  readonly tableName: (rawTable: string) => string;
  /** Turns the records in an array of `r` into rows `t`, whose fields are `t."field"`. */
  readonly unnest: (member: string, columns: readonly Column[]) => string;
  readonly read: (type: ColumnType, field: string) => string;
  readonly countElements: (array: string, condition: string) => string;
  /** SQL that is true if text matches a pattern. */
  readonly matches: (text: string, pattern: string) => string;
};

/** The dialect of engines whose raw tables have Athena's hidden columns `$path` and `$file_modified_time`. */
export const hiddenColumnDialect = ({ tableName, unnest, read, countElements, matches }: Parts): Dialect => ({
  quoted,
  copies: ({ table, member, columns }) => {
    const rows = `${quoted(tableName(table))} AS r`;
    return {
      from: member === undefined ? rows : `${rows}\nCROSS JOIN ${unnest(member, columns)}`,
      field: (name) => `${member === undefined ? 'r' : 't'}.${quoted(name)}`,
      landed: {
        subdomain: 'r."subdomain"',
        landed_at: `CAST(r."$file_modified_time" AT TIME ZONE 'UTC' AS timestamp(3))`,
        landed_in: 'r."$path"',
      },
    };
  },
  read,
  isObject: (path) => matches(path, OBJECT_PATH_PATTERN),
  countUnreadable: (table) =>
    countUnreadable(table, {
      quoted,
      read,
      from: quoted(tableName(table.name)),
      landedIn: 'r."$path"',
      countElements,
    }),
});
