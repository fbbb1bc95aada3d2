import { createHash, hash } from 'node:crypto';
import type { ScannedRecord } from './scanned-page.ts';

/** Adds digests to records while their bytes are in memory. */
export type RecordDigests = {
  /**
   * Call at the end of each record.
   * @param bytes - the record's bytes; if the record began in an earlier chunk, only those of the current chunk
   */
  addDigest(record: Omit<ScannedRecord, 'digest'>, bytes: Uint8Array): ScannedRecord;
  /**
   * Call at the end of each chunk.
   * @param begun - the chunk's bytes of a record that continues in the next chunk
   */
  endChunk(begun: Uint8Array | undefined): void;
};

type Undigested = { readonly record: { digest: string | undefined }; readonly bytes: Uint8Array };

/** Characters of a digest in base64url: 72 bits. */
const LENGTH = 12;

/**
 * Digests detect records that a later page returns again. For old records, only those in a page's last second can be
 * returned again, since the next page begins there. So most records of a backfill need no digest.
 *
 * @param digestsFrom - epoch seconds: all records with this timestamp or a later one get a digest
 */
export function createRecordDigests(digestsFrom: number): RecordDigests {
  /** Hashes a record that began in an earlier chunk. */
  let hasher: ReturnType<typeof createHash> | undefined;
  /** The old records of the latest second in this chunk. */
  let undigested: Undigested[] = [];
  let latestSecond: number | undefined;

  return {
    addDigest(found, bytes) {
      const { timestamp } = found;
      const isOld = timestamp !== undefined && timestamp < digestsFrom;
      const whole = hasher?.update(bytes).digest('base64url') ?? (isOld ? undefined : sha256(bytes));
      const record = { ...found, digest: whole?.slice(0, LENGTH) };
      if (latestSecond !== timestamp) undigested = [];
      latestSecond = timestamp;
      if (whole === undefined) undigested.push({ record, bytes });
      hasher = undefined;
      return record;
    },
    endChunk(begun) {
      for (const { record, bytes } of undigested) record.digest = sha256(bytes).slice(0, LENGTH);
      undigested = [];
      if (begun === undefined) return;
      hasher ??= createHash('sha256');
      hasher.update(begun);
    },
  };
}

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'base64url');
