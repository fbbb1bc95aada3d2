import { createHash, hash } from 'node:crypto';
import type { ScannedRecord } from './scanned-page.ts';

/** Adds digests of their bytes to records while the bytes are in memory. */
export type RecordDigests = {
  /**
   * Called at the end of each record.
   * @param bytes - the record's; only those of the current chunk if it began in an earlier one
   */
  addDigest(record: Omit<ScannedRecord, 'digest'>, bytes: Uint8Array): ScannedRecord;
  /**
   * Called at the end of each chunk.
   * @param begun - the bytes in it of a record that continues in the next chunk
   */
  endChunk(begun: Uint8Array | undefined): void;
};

type Undigested = { readonly record: { digest: string | undefined }; readonly bytes: Uint8Array };

/** Characters of a digest: 72 bits. */
const LENGTH = 12;

/**
 * Digests show that a later page serves a record again. Of an old record that can only happen if it lies in its page's
 * last second, since the next page begins there. So most records of a backfill need no digest.
 *
 * @param digestsFrom - epoch seconds: all records from then on get a digest
 */
export function createRecordDigests(digestsFrom: number): RecordDigests {
  /** Of a record that began in an earlier chunk. */
  let hasher: ReturnType<typeof createHash> | undefined;
  /** The old records of the latest second that lie in this chunk. */
  let undigested: Undigested[] = [];
  let latestSecond: number | undefined;

  return {
    addDigest(found, bytes) {
      const { timestamp } = found;
      const isOld = timestamp !== undefined && timestamp < digestsFrom;
      const whole = hasher?.update(bytes).digest('base64url') ?? (isOld ? undefined : digestOf(bytes));
      const record = { ...found, digest: whole?.slice(0, LENGTH) };
      if (latestSecond !== timestamp) undigested = [];
      latestSecond = timestamp;
      if (whole === undefined) undigested.push({ record, bytes });
      hasher = undefined;
      return record;
    },
    endChunk(begun) {
      for (const { record, bytes } of undigested) record.digest = digestOf(bytes).slice(0, LENGTH);
      undigested = [];
      if (begun === undefined) return;
      hasher ??= createHash('sha256');
      hasher.update(begun);
    },
  };
}

const digestOf = (bytes: Uint8Array): string => hash('sha256', bytes, 'base64url');
