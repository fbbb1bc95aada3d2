import type { Engine, Reading } from '#catalog/reading-rules.ts';

/**
 * A row of `tickets_latest`, with values as the reading rules write them: integers are numbers, all of them below 2^53,
 * and timestamps are text in UTC, `2026-01-02T03:04:05`, with `.123` only if there are milliseconds. Columns that are not
 * named are not checked.
 */
export type ExpectedRow = {
  readonly subdomain: string;
  readonly id: number;
  /** The row may be missing, but then `malformed` has to name an object. */
  readonly optional?: true;
  readonly columns: Readonly<Record<string, Reading>>;
};

/** A row of `malformed`. */
export type ExpectedMalformed = {
  /** The object's name, without its folder: `landed_in` ends in it. */
  readonly object: string;
  /** `passed_over`. 0 stands for "no row". */
  readonly passedOver: number | { readonly anyOf: readonly number[] };
};

/** Engines that are known by name. */
export type EngineName = Engine | 'clickhouse';

/** Snowflake's limit at damaged lines: they never reach a view. */
export const COPY_SKIPS = 'COPY skips a line that Snowflake cannot parse, and reports it.';

/** Every element has to be an object for Trino and Spark. The exporter refuses a page with another. */
export const NOT_AN_OBJECT = {
  trino: 'A query over a record that is not an object ends with an error in the layout page.',
  spark: 'A page with a record that is not an object is missing; malformed counts it.',
};

export type LayoutName = 'page' | 'ndjson';

/** A small lake with one odd thing in it, and the answer of a reader that follows the reading rules. */
export type OddLake = {
  readonly name: string;
  readonly layout: LayoutName;
  /** The lake up to and with its prefix: the folder that contains `tickets/`. A file's mtime is its time of writing. */
  readonly path: string;
  /** The odd thing, in a few words. */
  readonly oddity: string;
  readonly expected: {
    /** Every row of `tickets_latest`, by account and id. */
    readonly rows: readonly ExpectedRow[];
    /** Every row of `malformed`. */
    readonly malformed: readonly ExpectedMalformed[];
    /** A query may end with an error instead: it is not silent. */
    readonly orError?: true;
  };
  /** Why an engine is known to answer something else. Its answer is not checked. */
  readonly limits: Partial<Readonly<Record<EngineName, string>>>;
};

/** The answer of an engine over an odd lake. */
export type OddAnswer = {
  /** Rows of `tickets_latest`, with values as {@link ExpectedRow} describes them. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Rows of `malformed`: `landed_in` and `passed_over`. */
  readonly malformed: readonly Readonly<Record<string, unknown>>[];
};
