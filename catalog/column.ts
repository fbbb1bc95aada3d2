/**
 * What a column holds, by what Zendesk sends:
 * - `bigint`, `boolean`, `text`: as they are. An id has up to 14 digits, so never an `int`.
 * - `instant`: ISO 8601 text in the landed files, a timestamp in UTC in the views.
 * - `json`: of changing shape, so it stays JSON text, to be read with `json_extract`.
 * - `bigints`, `texts`: arrays.
 */
export type ColumnType = 'bigint' | 'boolean' | 'text' | 'instant' | 'json' | 'bigints' | 'texts';

/** One field of a record. */
export type Column = {
  /** Zendesk's own name. */
  readonly name: string;
  readonly type: ColumnType;
  /** What Zendesk means by it. */
  readonly meaning: string;
};

/** Columns as they are written down: name → type and meaning. */
type ColumnTable = Readonly<Record<string, readonly [type: ColumnType, meaning: string]>>;

/** Reads a table of columns; their order is the order of the columns. */
export const defineColumns = (table: ColumnTable): readonly Column[] =>
  Object.entries(table).map(([name, [type, meaning]]) => ({ name, type, meaning }));
