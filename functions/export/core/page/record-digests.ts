import { createHash, hash } from 'node:crypto';
import type { ScannedRecord } from './scanned-page.ts';

/** Gives records digests of their bytes, while these are at hand. */
export type RecordDigests = {
  /**
   * A record ends.
   * @param last - its bytes, or those of the present piece where it began in an earlier one
   */
  end(record: Omit<ScannedRecord, 'digest'>, last: Uint8Array): ScannedRecord;
  /**
   * The present piece has been read.
   * @param begun - of it, the bytes of a record that goes on in the next one
   */
  carryOver(begun: Uint8Array | undefined): void;
};

type Undigested = { readonly record: { digest: string | undefined }; readonly bytes: Uint8Array };

/** Characters of a digest: 72 bits. */
const LENGTH = 12;

/**
 * A digest is for telling that a later page serves a record again. Of an old record that can only be where it is of its
 * page's last second, from where the next page is read; so most records of a backfill are spared one.
 *
 * @param from - epoch seconds: records that are not older all get one
 */
export function createRecordDigests(from: number): RecordDigests {
  /** Of a record that began in an earlier piece. */
  let hasher: ReturnType<typeof createHash> | undefined;
  /** The old records of the last second so far that lie in this piece. */
  let undigested: Undigested[] = [];
  let second: unknown;

  return {
    end(found, last) {
      const { timestamp } = found;
      const isOld = typeof timestamp === 'number' && timestamp < from;
      const whole = hasher?.update(last).digest('base64url') ?? (isOld ? undefined : digestOf(last));
      const record = { ...found, digest: whole?.slice(0, LENGTH) };
      if (second !== timestamp) undigested = [];
      second = timestamp;
      if (whole === undefined) undigested.push({ record, bytes: last });
      hasher = undefined;
      return record;
    },
    carryOver(begun) {
      for (const { record, bytes } of undigested) record.digest = digestOf(bytes).slice(0, LENGTH);
      undigested = [];
      if (begun === undefined) return;
      hasher ??= createHash('sha256');
      hasher.update(begun);
    },
  };
}

const digestOf = (bytes: Uint8Array): string => hash('sha256', bytes, 'base64url');
