import type { Column } from './column.ts';
import { countUnreadable } from './count-unreadable.ts';
import type { Dialect } from './dialect.ts';
import { literal, quoted } from './sql.ts';

/** The parts of a view that differ between Trino (Athena's engine) and DuckDB. */
type Parts = Pick<Dialect, 'read' | 'matches' | 'instantOf' | 'objects' | 'json' | 'toText'> & {
  /** Name of the table that has a raw table's rows. */
  readonly tableName: (rawTable: string) => string;
  /** FROM for the records in an array of a table `r`. Fields are `t."field"`; {@link PAGE_POSITION} if they are numbered. */
  readonly records: (table: string, member: string, columns: readonly Column[], isNumbered: boolean) => string;
  readonly countElements: (array: string, condition: string) => string;
};

/** The column with a record's position on its page. */
export const PAGE_POSITION = '"page_position"';

/** The dialect of engines whose raw tables have Athena's hidden columns `$path` and `$file_modified_time`. */
export const hiddenColumnDialect = ({ tableName, records, countElements, ...same }: Parts): Dialect => ({
  ...same,
  quoted,
  copies: ({ table, member, columns }, isNumbered) => {
    const name = quoted(tableName(table));
    return {
      from: member === undefined ? `${name} AS r` : records(name, member, columns, isNumbered),
      field: (field) => `${member === undefined ? 'r' : 't'}.${quoted(field)}`,
      landed: {
        subdomain: 'r."subdomain"',
        landed_at: `CAST(r."$file_modified_time" AT TIME ZONE 'UTC' AS timestamp(3))`,
        landed_in: 'r."$path"',
      },
      ...(isNumbered && member !== undefined && { position: PAGE_POSITION }),
    };
  },
  part: (text, pattern) => `regexp_extract(${text}, ${literal(pattern)}, 1)`,
  minutesAfter: (instant, minutes) => `${instant} + INTERVAL '${minutes}' MINUTE`,
  countUnreadable: (table) =>
    countUnreadable(table, {
      ...same,
      quoted,
      from: quoted(tableName(table.name)),
      landedIn: 'r."$path"',
      countElements,
    }),
});
