import type { Access } from '../access.ts';
import type { ExportQuery } from './query.ts';
import type { ExportRules } from './request.ts';

/** One version of a record, and when it is visible. */
export type Version = {
  readonly id: number;
  /** The record's timestamp in epoch seconds. The export sorts by it and compares it with `start_time`. */
  readonly second: number;
  /** Order of records with the same second on time-based pages. */
  readonly tie: number;
  /** Epoch milliseconds from which the export shows this version. Later than `second` for a late version. */
  readonly visibleFrom: number;
  /** Epoch milliseconds from which the export shows a newer version instead. */
  supersededFrom: number;
};

/** A version that an export can render. */
export type Row = Version & {
  /** Returns the record's exact JSON text on a page with these sideloads. */
  render(include: readonly string[]): string;
  /** Returns the JSON texts of the row's related records for this sideload. */
  related(sideload: string): readonly string[];
  /** Returns true if a request with these parameters shows the row. */
  isWanted(query: ExportQuery): boolean;
};

/** The rows of an export, in the order of each endpoint. */
type Rows = {
  /** By second, then `tie`: the order of time-based pages. */
  readonly inTimeOrder: () => readonly Row[];
  /** By second, then id: the order of cursor-based pages. */
  readonly inCursorOrder: () => readonly Row[];
};

/**
 * A member of a time-based page. `items` is the array of records, `sideloads` are all sideloaded arrays, `total` is
 * `<item key>_total`.
 */
export type PageMember = 'items' | 'total' | 'count' | 'sideloads' | 'end_of_stream' | 'next_page' | 'end_time';

/** Definition of one incremental export. */
export type ExportTable = {
  /** Path below `/api/v2/`, e.g. `incremental/tickets`. */
  readonly path: string;
  /** Other paths with the same responses. Default: none. */
  readonly aliases?: readonly string[];
  /** Who may read it, and which rate limits count its requests. */
  readonly access: Access;
  /** The member of a page with its records, which is also the name of the resource. */
  readonly itemKey: string;
  /** The members of a time-based page in order. Others are absent. */
  readonly members: readonly PageMember[];
  /** The supported names in `include`. */
  readonly sideloads: readonly string[];
  /** True if there is a cursor-based endpoint at `<path>/cursor`. */
  readonly hasCursorEndpoint: boolean;
  /** True if requests with `page[size]` or `page[after]` get keyset pages. Default false. */
  readonly hasKeyset?: boolean;
  /** True if a record can change without its timestamp. Default false. */
  readonly changesInPlace?: boolean;
  /** Rules that differ from the simulator's. */
  readonly rules?: Partial<ExportRules>;
  /** The parameters with which time-based pages are in time order, and the order without them. */
  readonly sorting?: {
    readonly query: Readonly<Record<string, string>>;
    readonly otherwise: (one: Row, other: Row) => number;
  };
  readonly rows: Rows;
};
