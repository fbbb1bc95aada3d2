/** A value as JSON writes it, in the columns that the odd lakes check. */
export type Value = string | number | boolean | null | readonly (string | number | null)[];

/** One value, or a choice where engines legitimately differ, such as in the spelling of a number. */
export type Expected = Value | { readonly anyOf: readonly Value[] };

/**
 * A row of `tickets_latest`. Columns that are not named are not checked.
 *
 * - Integers are numbers: all of them are below 2^53.
 * - Timestamps are text in UTC, `2026-01-02T03:04:05`, with `.123` only if there are milliseconds.
 */
export type ExpectedRow = {
  readonly subdomain: string;
  readonly id: number;
  /** The row may be missing, but then `malformed` has to name an object. */
  readonly optional?: true;
  readonly columns: Readonly<Record<string, Expected>>;
};

/** A row of `malformed`. */
export type ExpectedMalformed = {
  /** The object's name, without its folder: `landed_in` ends in it. */
  readonly object: string;
  /** `passed_over`. 0 stands for "no row". */
  readonly passedOver: number | { readonly anyOf: readonly number[] };
};

/** Engines as they are named where one of them is known to fall short. */
export type EngineName = 'duckdb' | 'trino' | 'spark' | 'snowflake' | 'clickhouse';

export type LayoutName = 'page' | 'ndjson';

/** A small lake with one odd thing in it, and what a reader that follows the reading rules answers. */
export type OddLake = {
  readonly name: string;
  readonly layout: LayoutName;
  /** The lake up to and with its prefix: the folder that contains `tickets/`. A file's mtime is its time of writing. */
  readonly path: string;
  /** What is odd, in a few words. */
  readonly oddity: string;
  readonly expected: {
    /** Every row of `tickets_latest`, by account and id. */
    readonly rows: readonly ExpectedRow[];
    /** Every row of `malformed`. */
    readonly malformed: readonly ExpectedMalformed[];
    /** A query may end with an error instead: it is not silent. */
    readonly orError?: true;
  };
  /** Why an engine is known not to give this answer. Whatever it does, it is not checked. */
  readonly limits: Partial<Readonly<Record<EngineName, string>>>;
};

/** What an engine answered over an odd lake. */
export type OddAnswer = {
  /** Rows of `tickets_latest`, with values as {@link ExpectedRow} describes them. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Rows of `malformed`: `landed_in` and `passed_over`. */
  readonly malformed: readonly Readonly<Record<string, unknown>>[];
};
