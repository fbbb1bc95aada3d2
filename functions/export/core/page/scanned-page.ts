import type { PageTail } from './page-tails.ts';
import type { UnreadableKind } from './unreadable.ts';

/** The byte range of a JSON value in its document, `end` exclusive. */
export type Slice = { readonly start: number; readonly end: number };

/** The part of a record that the scanner extracts. */
export type ScannedRecord = Slice & {
  readonly hasId: boolean;
  /** Epoch seconds; undefined if the record has no readable timestamp. */
  readonly timestamp: number | undefined;
};

/** The result of scanning a page. */
export type ScannedPage = {
  /** Undefined if the page has no array of records. */
  readonly records: readonly ScannedRecord[] | undefined;
  /** The last records, if they have timestamps: see page-tails.ts. */
  readonly tails: readonly PageTail[];
  /** True if the array of records contains anything other than objects. */
  readonly hasNonObjects: boolean;
  /** The envelope members found: values as returned by `JSON.parse`, or `NESTED` (see json-tokens.ts). */
  readonly envelope: ReadonlyMap<string, unknown>;
  /** The members of `meta` found, with values like those of the envelope. Empty if `meta` is missing or no object. */
  readonly meta: ReadonlyMap<string, unknown>;
  /** The elements of each array that is a member of the page, including the records. */
  readonly arrays: ReadonlyMap<string, readonly Slice[]>;
  /** The kinds of characters in the page that some readers refuse. */
  readonly unreadable: readonly UnreadableKind[];
};
