/** Where a JSON value lies in its document: bytes `start` to `end`, the latter exclusive. */
export type Slice = { readonly start: number; readonly end: number };

/** A record as far as its bytes tell without being made an object of. */
export type ScannedRecord = Slice & {
  readonly hasId: boolean;
  /** What stands as its timestamp; undefined where nothing does. */
  readonly timestamp: unknown;
  /** Of its bytes; undefined where it is too old to be served again (see record-digests.ts). */
  readonly digest: string | undefined;
};

/** What a page's bytes consist of. */
export type ScannedPage = {
  /** The records; undefined where the page has no such array. */
  readonly records: readonly ScannedRecord[] | undefined;
  /** Whether there is something else than objects among them. */
  readonly hasNonObjects: boolean;
  /** The members of {@link ENVELOPE} that are there: values as of `JSON.parse`, or {@link NESTED}. */
  readonly envelope: ReadonlyMap<string, unknown>;
  /** The elements of every array that is a member of the page, the records' too. */
  readonly arrays: ReadonlyMap<string, readonly Slice[]>;
};

/** Members of a page whose values count. */
export const ENVELOPE: ReadonlySet<string> = new Set(['end_time', 'end_of_stream', 'after_cursor']);

/** Stands for an object or an array where a single value is expected. */
export const NESTED = Symbol('nested');
