import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { GetObjectCommand, HeadObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { type LandedMetadata, parseMetadata } from '#catalog/landed-object.ts';
import { type ObjectFolder, parseObjectKey } from '#common/object-key.ts';
import { parseSnapshotKey } from '#common/snapshot-key.ts';
import { getHttpStatus } from '#functions/export/aws/call.ts';
import type { ListedObject, ListedPage, Stored } from '../core/listed-object.ts';
import { mapConcurrently } from '#common/concurrently.ts';
import { LOOKUP_CONCURRENCY } from './clients.ts';
import { getErrorName } from './errors.ts';

const inflate = promisify(gunzip);

/** Read access to the landed objects in a bucket. */
export type Lake = {
  /**
   * Lists the landed objects of incremental exports under a prefix in the order of their keys, and ignores other files.
   * Keeps only one page of the listing in memory.
   * @param after - list only keys after this one
   */
  list(prefix: string, after?: string): AsyncIterable<ListedObject>;
  /** Lists the landed pages of lists in the same way. */
  listPages(prefix: string, after?: string): AsyncIterable<ListedPage>;
  /**
   * Reads the metadata of objects. Calls `done` after each. Undefined if an object was copied without its metadata, or was
   * deleted after it was listed.
   */
  metadata(objects: readonly Pick<ListedObject, 'key'>[], done?: () => void): Promise<(LandedMetadata | undefined)[]>;
  /**
   * Reads an object with its metadata in one request. Returns the problem if it cannot be read, and undefined if it was
   * deleted after it was listed.
   */
  read(object: Pick<ListedObject, 'key' | 'isGzip'>): Promise<StoredContent | Unreadable | undefined>;
};

/** The content of an object. */
type StoredContent = {
  /** Undefined if the object was copied without it. */
  readonly metadata: LandedMetadata | undefined;
  /** Returns the uncompressed content, or the problem if it cannot be inflated. */
  readonly inflate: () => Promise<Buffer | Unreadable>;
};

type Unreadable = { readonly problem: string };

/** Larger chunks than zlib's default of 16 KiB take less CPU time. */
const CHUNK_BYTES = 512 * 1024;

/** More is not inflated: a small object could otherwise exhaust the memory. */
const MAX_BODY_BYTES = 1024 ** 3;

/** @param lakePrefix - the lake's prefix. The tables read no key that has another one. */
export function openLake(client: S3Client, Bucket: string, lakePrefix: string): Lake {
  const inLake =
    <Key extends ObjectFolder>(parse: (key: string) => Key | undefined) =>
    (key: string): Key | undefined => {
      const parsed = parse(key);
      return parsed?.prefix === lakePrefix ? parsed : undefined;
    };
  return {
    list: (prefix, after) => listKeys(client, Bucket, { prefix, after, parse: inLake(parseObjectKey) }),
    listPages: (prefix, after) => listKeys(client, Bucket, { prefix, after, parse: inLake(parseSnapshotKey) }),
    metadata: (objects, done) =>
      mapConcurrently(objects, LOOKUP_CONCURRENCY, async ({ key: Key }) => {
        const head = await unlessDeleted(client.send(new HeadObjectCommand({ Bucket, Key })));
        done?.();
        return readMetadata(head?.Metadata);
      }),
    read: (object) =>
      readStored(client, Bucket, object).catch((error: unknown) => {
        // The SDK does not retry if the connection breaks amid the body.
        if (getHttpStatus(error) !== undefined) throw error;
        return readStored(client, Bucket, object);
      }),
  };
}

async function readStored(
  client: S3Client,
  Bucket: string,
  { key: Key, isGzip }: Pick<ListedObject, 'key' | 'isGzip'>,
): Promise<StoredContent | Unreadable | undefined> {
  const got = await unlessArchived(unlessDeleted(client.send(new GetObjectCommand({ Bucket, Key }))));
  if (got === undefined || 'problem' in got) return got;
  const { Body, Metadata } = got;
  const bytes = await Body?.transformToByteArray().catch((error: unknown) => {
    if (!(error instanceof Error && error.message.startsWith('Checksum mismatch'))) throw error;
  });
  if (bytes === undefined) return { problem: 'content does not match its S3 checksum' };
  return {
    metadata: readMetadata(Metadata),
    inflate: async () => (isGzip ? inflateStored(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)),
  };
}

const inflateStored = (gzip: Uint8Array): Promise<Buffer | Unreadable> =>
  inflate(gzip, { chunkSize: CHUNK_BYTES, maxOutputLength: MAX_BODY_BYTES }).catch((error: unknown) => ({
    problem:
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
        ? 'content is larger than 1 GiB uncompressed, and was not checked'
        : 'content is not valid gzip',
  }));

/** Every object lands with the number of its records. */
const readMetadata = (metadata: Readonly<Record<string, string>> = {}): LandedMetadata | undefined =>
  metadata['records'] === undefined ? undefined : parseMetadata(metadata);

async function unlessDeleted<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (getHttpStatus(error) === 404 && getErrorName(error) !== 'NoSuchBucket') return undefined;
    throw error;
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
async function unlessArchived<T>(call: Promise<T>): Promise<T | Unreadable> {
  try {
    return await call;
  } catch (error) {
    if (getErrorName(error) !== 'InvalidObjectState') throw error;
    return { problem: 'is archived, so that neither this command nor a table can read it. Restore it' };
  }
}

type Listing<Key> = {
  readonly prefix: string;
  readonly after: string | undefined;
  /** Returns undefined for the keys to ignore. */
  readonly parse: (key: string) => Key | undefined;
};

async function* listKeys<Key>(
  client: S3Client,
  Bucket: string,
  { prefix: Prefix, after, parse }: Listing<Key>,
): AsyncGenerator<Key & Stored> {
  const input = { Bucket, Prefix, ...(after !== undefined && { StartAfter: after }) };
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, input)) {
    for (const { Key: key = '', Size: bytes = 0, LastModified } of Contents) {
      const parsed = parse(key);
      if (parsed !== undefined) yield { ...parsed, key, bytes, lastModifiedMs: LastModified?.getTime() ?? 0 };
    }
  }
}
