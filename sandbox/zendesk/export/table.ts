import type { ExportQuery } from './query.ts';

/** One version of a record, and when the export shows it. */
export type Version = {
  readonly id: number;
  /** Epoch seconds of the record's timestamp: what the export sorts by and compares with `start_time`. */
  readonly second: number;
  /** Sorts records of one second on time-based pages. */
  readonly tie: number;
  /** Epoch milliseconds from which the export knows this version; later than its own second if it shows late. */
  readonly visibleFrom: number;
  /** Epoch milliseconds from which the export knows a newer version instead. */
  supersededFrom: number;
};

/** A version that an export can print. */
export type Row = Version & {
  /** The record's exact JSON text on a page with these sideloads. */
  render(include: readonly string[]): string;
  /** The JSON texts of the records that the row refers to and that this sideload lists. */
  related(sideload: string): readonly string[];
  /** Whether a request with these options shows the row. */
  isWanted(query: ExportQuery): boolean;
};

/** The rows of an export, in the order of each endpoint. */
type Rows = {
  /** By second, then `tie`: the order of time-based pages. */
  readonly inTimeOrder: () => readonly Row[];
  /** By second, then id: the order of cursor-based pages. */
  readonly inCursorOrder: () => readonly Row[];
};

/** A member of a time-based page. `items` stands for the records, `sideloads` for all sideloaded arrays. */
export type PageMember = 'items' | 'count' | 'sideloads' | 'end_of_stream' | 'next_page' | 'end_time';

/** One incremental export as data. */
export type ExportTable = {
  /** Below `/api/v2/`, e.g. `incremental/tickets`. */
  readonly path: string;
  /** The member of a page that holds its records. */
  readonly itemKey: string;
  /** The members of a time-based page, in their order. Those not listed are absent. */
  readonly members: readonly PageMember[];
  /** The names that `include` knows. */
  readonly sideloads: readonly string[];
  /** Whether there is a cursor-based endpoint at `<path>/cursor`. */
  readonly hasCursorEndpoint: boolean;
  readonly rows: Rows;
};
