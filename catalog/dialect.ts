import type { Column, ColumnType } from './column.ts';
import type { JsonArrays } from './json-arrays.ts';
import type { RawTable, RecordSet } from './layout.ts';

/** A named query. */
export type View = {
  readonly name: string;
  readonly meaning: string;
  readonly columns: readonly Column[];
  /** The columns that together identify a row. */
  readonly key: readonly string[];
  /** True if another view has the same columns, and is the one that explains them. */
  readonly isExplainedElsewhere: boolean;
  readonly sql: string;
};

/** The SQL of one engine. */
export type Dialect = {
  readonly quoted: (name: string) => string;
  /** The copies of a record set, as rows. */
  readonly copies: (set: RecordSet) => Copies;
  /** SQL that reads a field as a column of a type, by the reading rules. */
  readonly read: (type: ColumnType, field: string) => string;
  /** SQL that is true if text matches a pattern. */
  readonly matches: (text: string, pattern: string) => string;
  /** SQL for the first group of a pattern in text: NULL or empty if the text does not match. */
  readonly part: (text: string, pattern: string) => string;
  /** SQL for the instant of epoch seconds that are given as text. */
  readonly instantOf: (seconds: string) => string;
  /**
   * A query for the paths of a raw table's objects, as `landed_in`, in any number of rows for an object. Only DuckDB can
   * list an object without lines.
   */
  readonly objects: (table: RawTable) => string;
  /**
   * A query for the lines and records of a raw table that cannot be read, in one scan: `subdomain`, `landed_in` and
   * `passed_over`, in any number of rows for an object.
   */
  readonly countUnreadable: (table: RawTable) => string;
  readonly jsonArrays: JsonArrays;
};

/** The source of a view's rows. */
type Copies = {
  /** SQL after FROM. */
  readonly from: string;
  /** SQL for a field of a record. */
  readonly field: (name: string) => string;
  readonly landed: Readonly<Record<'subdomain' | 'landed_at' | 'landed_in', string>>;
};
