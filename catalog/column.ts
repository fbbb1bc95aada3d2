/**
 * Types of columns. `reading-rules.ts` defines how each is read.
 * - `bigint`, `boolean`, `text`: as Zendesk sends them. An id has up to 14 digits, so it is never an `int`.
 * - `instant`: a timestamp in UTC. Zendesk sends ISO 8601 text.
 * - `json`: JSON text, because its shape varies.
 * - `bigints`, `texts`: arrays.
 */
export type ColumnType = 'bigint' | 'boolean' | 'text' | 'instant' | 'json' | 'bigints' | 'texts';

/** A field of a record. */
export type Column = {
  /** Zendesk's name. */
  readonly name: string;
  readonly type: ColumnType;
  /** Zendesk's meaning of the field. */
  readonly meaning: string;
};

/** Columns in short form: name → type and meaning. */
type ColumnTable = Readonly<Record<string, readonly [type: ColumnType, meaning: string]>>;

/** Creates columns from a table, in its order. */
export const defineColumns = (table: ColumnTable): readonly Column[] =>
  Object.entries(table).map(([name, [type, meaning]]) => ({ name, type, meaning }));
