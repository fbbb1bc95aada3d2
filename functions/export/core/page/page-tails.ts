import { createHash, hash } from 'node:crypto';

/** The records of a page from one second on, as a multiset: their order does not matter. */
export type PageTail = {
  /** Epoch seconds: all records of the page with this timestamp or a later one belong to the tail. */
  readonly from: number;
  /** The number of records. */
  readonly records: number;
  /** The sum of the SHA-256 of each record's bytes, modulo 2^256, in hex. */
  readonly digest: string;
};

/** Digests the last records of a page while their bytes are in memory. It keeps one sum per second, not the records. */
export type PageTails = {
  /**
   * Call at the end of each record.
   * @param timestamp - epoch seconds
   * @param bytes - the record's bytes; if the record began in an earlier chunk, only those of the current chunk
   */
  addRecord(timestamp: number | undefined, bytes: Uint8Array): void;
  /**
   * Call at the end of each chunk.
   * @param begun - the chunk's bytes of a record that continues in the next chunk
   */
  endChunk(begun: Uint8Array | undefined): void;
  /** Returns a tail for each second whose records, and all later ones, have been digested. The latest tail is first. */
  tails(): readonly PageTail[];
};

type Sum = { readonly records: number; readonly digests: bigint };

const NO_RECORDS: Sum = { records: 0, digests: 0n };
const BITS = 256;
const HEX_DIGITS = BITS / 4;

/**
 * Tails detect records that a later page returns again. Of old records, only those in a page's last second can be
 * returned again, since the next page begins there. So most records of a backfill are not digested.
 *
 * A sum, because pages order the records of one second differently, and a second may have any number of records. Unlike
 * an exclusive or, it counts equal records.
 *
 * @param digestsFrom - epoch seconds: all records with this timestamp or a later one are digested
 */
export function createPageTails(digestsFrom: number): PageTails {
  const seconds = new Map<number, Sum>();
  /** The latest second with a record that is not part of its sum. */
  let incompleteUpTo = -Infinity;
  /** The second of the last record, if that is old, and its records in this chunk. They are not digested yet. */
  let old: { readonly second: number; readonly records: Uint8Array[] } | undefined;
  /** Digests a record that began in an earlier chunk. */
  let hasher: ReturnType<typeof createHash> | undefined;

  function add(second: number, digest: string): void {
    const { records, digests } = seconds.get(second) ?? NO_RECORDS;
    const sum = BigInt.asUintN(BITS, digests + BigInt(`0x${digest}`));
    seconds.set(second, { records: records + 1, digests: sum });
  }

  function digestOld(): void {
    if (old === undefined) return;
    for (const bytes of old.records) add(old.second, sha256(bytes));
    old = { ...old, records: [] };
  }

  function dropOld(): void {
    if (old === undefined) return;
    incompleteUpTo = Math.max(incompleteUpTo, old.second);
    old = undefined;
  }

  return {
    addRecord(timestamp, bytes) {
      const digest = hasher?.update(bytes).digest('hex');
      hasher = undefined;
      // A page with such a record is rejected.
      if (timestamp === undefined) return;
      if (timestamp !== old?.second) dropOld();
      if (timestamp < digestsFrom) old ??= { second: timestamp, records: [] };
      if (digest === undefined && old !== undefined) old.records.push(bytes);
      else add(timestamp, digest ?? sha256(bytes));
    },
    endChunk(begun) {
      digestOld();
      if (begun === undefined) return;
      hasher ??= createHash('sha256');
      hasher.update(begun);
    },
    tails() {
      const complete = [...seconds].filter(([second]) => second > incompleteUpTo);
      let total = NO_RECORDS;
      return complete
        .toSorted(([one], [other]) => other - one)
        .map(([from, { records, digests }]) => {
          total = { records: total.records + records, digests: BigInt.asUintN(BITS, total.digests + digests) };
          return { from, records: total.records, digest: total.digests.toString(16).padStart(HEX_DIGITS, '0') };
        });
    },
  };
}

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');
