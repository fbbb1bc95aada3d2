/** The position of a JSON value in its document: bytes `start` to `end`, the latter exclusive. */
export type Slice = { readonly start: number; readonly end: number };

/** A record, as far as the scanner reads it. */
export type ScannedRecord = Slice & {
  readonly hasId: boolean;
  /** Epoch seconds; undefined if the record has no readable timestamp. */
  readonly timestamp: number | undefined;
  /** Of its bytes; undefined if the record is too old to be served again (see record-digests.ts). */
  readonly digest: string | undefined;
};

/** The contents of a page's bytes. */
export type ScannedPage = {
  /** Undefined if the page has no array of records. */
  readonly records: readonly ScannedRecord[] | undefined;
  /** True if the array of records contains anything else than objects. */
  readonly hasNonObjects: boolean;
  /** The envelope's members that the page has: values as of `JSON.parse`, or `NESTED` (see json-tokenizer.ts). */
  readonly envelope: ReadonlyMap<string, unknown>;
  /** The elements of every array that is a member of the page, including the records. */
  readonly arrays: ReadonlyMap<string, readonly Slice[]>;
};
