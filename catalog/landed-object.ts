/** What the key of a landed page's records tells. Times are epoch seconds. */
export type LandedName = {
  /** Where the page was asked from; on a walk, the pinned second. */
  readonly startTime: number;
  /** Where its interval ends. */
  readonly endTime: number;
  /** The first 12 hex digits of the SHA-256 of the uncompressed content. */
  readonly digest: string;
  readonly gzipped: boolean;
};

/** How the key of a landed object ends, as engines of SQL and JavaScript alike spell it. */
export const OBJECT_NAME = '/([0-9]{10})-([0-9]{10})-([0-9a-f]{12})[.]json([.]gz)?$';

const NAME = new RegExp(OBJECT_NAME);

/** Reads the key of a landed object; undefined for any other file. */
export function landedName(key: string): LandedName | undefined {
  const [, start, end, digest, gz] = NAME.exec(key) ?? [];
  if (start === undefined || end === undefined || digest === undefined) return undefined;
  return { startTime: Number(start), endTime: Number(end), digest, gzipped: gz !== undefined };
}

/** What an object's metadata tells beside its key. */
export type LandedMetadata = {
  readonly pagination: 'time' | 'cursor';
  /** On a walk's page: the cursor asked with; absent on the walk's first. */
  readonly cursor?: string;
  /** On a walk's page: the cursor that leads on. */
  readonly afterCursor?: string;
  /** Epoch milliseconds. */
  readonly requestedAtMs: number;
  /** How many records the object holds. */
  readonly records: number;
};

/** Reads user metadata, by its names without `x-amz-meta-`. */
export function landedMetadata(metadata: Readonly<Record<string, string>>): LandedMetadata {
  const { pagination, cursor, 'after-cursor': afterCursor, 'requested-at': requestedAt, records } = metadata;
  return {
    pagination: pagination === 'cursor' ? 'cursor' : 'time',
    ...(cursor !== undefined && { cursor }),
    ...(afterCursor !== undefined && { afterCursor }),
    requestedAtMs: Number(requestedAt ?? 0),
    records: Number(records ?? 0),
  };
}
