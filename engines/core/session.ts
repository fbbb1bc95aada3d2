import type { Layout } from '#catalog/layout.ts';

/** A value as an engine returns it. A timestamp is text: `2026-01-02 03:04:05.123`, with a space or a T. */
export type Cell = null | boolean | number | bigint | string | readonly Cell[];

export type Table = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
};

/** A lake in a folder. */
export type Lake = {
  readonly name: string;
  readonly layout: Layout;
  /** The folder that stands for the bucket and the prefix: it contains `tickets/subdomain=…`. */
  readonly path: string;
  /** True if it has thousands of records. */
  readonly isLarge?: true;
};

/** One engine, running. A failed query rejects with an error that names the engine's own message. */
export type Session = AsyncDisposable & {
  /** Name and version, for the report. */
  readonly version: string;
  /** Creates the tables and views over a lake, and forgets those of the lake before. */
  open(lake: Lake): Promise<void>;
  /** All rows of a view. */
  rows(view: string): Promise<Table>;
};

/** This engine cannot run on this machine. The message is one line and names the missing program or package. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}
