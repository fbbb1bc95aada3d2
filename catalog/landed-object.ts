/** The part of an object's metadata that is not in its key. */
export type LandedMetadata = {
  /** On a cursor page: the cursor asked with; absent on the first page of a walk. */
  readonly cursor?: string;
  /** On a cursor page: the cursor of the page that follows. */
  readonly afterCursor?: string;
  /** The SHA-256 of the uncompressed body in hex, if the key has the digest of the whole page instead. */
  readonly digest?: string;
  /** On a page of a list with a window: the start of the window, in epoch seconds. */
  readonly since?: number;
  /** Epoch milliseconds. */
  readonly requestedAtMs: number;
  /** Number of records in the object. */
  readonly records: number;
};

/** Reads user metadata, by its names without `x-amz-meta-`. */
export function parseMetadata(metadata: Readonly<Record<string, string>>): LandedMetadata {
  const { cursor, 'after-cursor': afterCursor, digest, since, 'requested-at': requestedAt, records } = metadata;
  return {
    ...(cursor !== undefined && { cursor }),
    ...(afterCursor !== undefined && { afterCursor }),
    ...(digest !== undefined && { digest }),
    ...(since !== undefined && { since: Number(since) }),
    requestedAtMs: Number(requestedAt ?? 0),
    records: Number(records ?? 0),
  };
}
