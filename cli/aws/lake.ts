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
   * @param after - list only keys after this one
   */
  list(prefix: string, after?: string): Promise<ListedObject[]>;
  /**
   * Lists the landed pages of lists under a prefix in the order of their keys, and ignores other files. Keeps only one
   * page of the listing in memory.
   * @param after - list only keys after this one
   */
  listPages(prefix: string, after?: string): AsyncIterable<ListedPage>;
  /**
   * Reads the metadata of objects. Calls `done` after each. Undefined if an object was copied without its metadata, or was
   * deleted after it was listed.
   */
  metadata(objects: readonly Pick<ListedObject, 'key'>[], done?: () => void): Promise<(LandedMetadata | undefined)[]>;
  /**
   * Reads metadata and uncompressed content. Returns the problem if the content cannot be read, and undefined if the
   * object was deleted after it was listed.
   */
  read(object: Pick<ListedObject, 'key' | 'isGzip'>): Promise<Content | { readonly problem: string } | undefined>;
};

/** `metadata` is undefined if the object was copied without it. */
type Content = { readonly metadata: LandedMetadata | undefined; readonly body: Buffer };

/** @param lakePrefix - the lake's prefix. The tables read no key that has another one. */
export function openLake(client: S3Client, Bucket: string, lakePrefix: string): Lake {
  const inLake =
    <Key extends ObjectFolder>(parse: (key: string) => Key | undefined) =>
    (key: string): Key | undefined => {
      const parsed = parse(key);
      return parsed?.prefix === lakePrefix ? parsed : undefined;
    };
  return {
    async list(prefix, after) {
      const listed: ListedObject[] = [];
      for await (const object of listKeys(client, Bucket, { prefix, after, parse: inLake(parseObjectKey) }))
        listed.push(object);
      return listed;
    },
    listPages: (prefix, after) => listKeys(client, Bucket, { prefix, after, parse: inLake(parseSnapshotKey) }),
    metadata: (objects, done) =>
      mapConcurrently(objects, LOOKUP_CONCURRENCY, async ({ key: Key }) => {
        const head = await unlessDeleted(client.send(new HeadObjectCommand({ Bucket, Key })));
        done?.();
        return readMetadata(head?.Metadata);
      }),
    async read({ key: Key, isGzip }) {
      const got = await unlessArchived(unlessDeleted(client.send(new GetObjectCommand({ Bucket, Key }))));
      if (got === undefined || 'problem' in got) return got;
      const { Body, Metadata } = got;
      const bytes = await Body?.transformToByteArray().catch((error: unknown) => {
        if (!(error instanceof Error && error.message.startsWith('Checksum mismatch'))) throw error;
      });
      if (bytes === undefined) return { problem: 'content does not match its S3 checksum' };
      const body = isGzip ? await inflate(bytes).catch(() => undefined) : Buffer.from(bytes);
      return body === undefined ? { problem: 'content is not valid gzip' } : { metadata: readMetadata(Metadata), body };
    },
  };
}

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
async function unlessArchived<T>(call: Promise<T>): Promise<T | { readonly problem: string }> {
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
