import type { Column, ColumnType } from './column.ts';
import type { JsonSql } from './json-sql.ts';
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
  /**
   * The copies of a record set, as rows.
   *
   * @param isNumbered - true if each record has its position on its page
   */
  readonly copies: (set: RecordSet, isNumbered: boolean) => Copies;
  /** SQL that reads a field as a column of a type, by the reading rules. */
  readonly read: (type: ColumnType, field: string) => string;
  /** SQL that is true if text matches a pattern. */
  readonly matches: (text: string, pattern: string) => string;
  /** SQL for the first group of a pattern in text: NULL or empty if the text does not match. */
  readonly part: (text: string, pattern: string) => string;
  /** SQL for the instant of epoch seconds that are given as text. */
  readonly instantOf: (seconds: string) => string;
  /** SQL for the instant some minutes after another one. */
  readonly minutesAfter: (instant: string, minutes: number) => string;
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
  readonly json: JsonSql;
  /** SQL that converts a number or a boolean to text. */
  readonly toText: (value: string) => string;
};

/** The source of a view's rows. */
export type Copies = {
  /** SQL after FROM. */
  readonly from: string;
  /** SQL for a field of a record. */
  readonly field: (name: string) => string;
  readonly landed: Readonly<Record<'subdomain' | 'landed_at' | 'landed_in', string>>;
  /** SQL for a record's position on its page, if records are numbered. No engine numbers the lines of an object. */
  readonly position?: string;
};
