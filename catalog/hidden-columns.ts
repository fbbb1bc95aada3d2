import type { Column } from './column.ts';
import { countUnreadable } from './count-unreadable.ts';
import type { Dialect } from './dialect.ts';
import { literal, quoted } from './sql.ts';

/** The parts of a view that differ between Trino (Athena's engine) and DuckDB. */
type Parts = Pick<Dialect, 'read' | 'matches' | 'instantOf' | 'objects' | 'jsonArrays'> & {
  /** Name of the table that has a raw table's rows. */
  readonly tableName: (rawTable: string) => string;
  /** Turns the records in an array of `r` into rows `t`, whose fields are `t."field"`. */
  readonly unnest: (member: string, columns: readonly Column[]) => string;
  readonly countElements: (array: string, condition: string) => string;
};

/** The dialect of engines whose raw tables have Athena's hidden columns `$path` and `$file_modified_time`. */
export const hiddenColumnDialect = ({ tableName, unnest, countElements, ...same }: Parts): Dialect => ({
  ...same,
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
  part: (text, pattern) => `regexp_extract(${text}, ${literal(pattern)}, 1)`,
  countUnreadable: (table) =>
    countUnreadable(table, {
      ...same,
      quoted,
      from: quoted(tableName(table.name)),
      landedIn: 'r."$path"',
      countElements,
    }),
});
