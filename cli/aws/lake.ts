import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { GetObjectCommand, HeadObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { type LandedMetadata, parseMetadata } from '#catalog/landed-object.ts';
import { parseObjectKey } from '#common/object-key.ts';
import { parseSnapshotKey } from '#common/snapshot-key.ts';
import type { ListedObject, ListedPage, Stored } from '../core/listed-object.ts';
import { mapConcurrently } from './concurrently.ts';
import { LOOKUP_CONCURRENCY } from './clients.ts';

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
  /** Reads the metadata of objects. Calls `done` after each. */
  metadata(objects: readonly Pick<ListedObject, 'key'>[], done?: () => void): Promise<LandedMetadata[]>;
  /** Reads metadata and uncompressed content. Returns the problem if the content is damaged. */
  read(object: Pick<ListedObject, 'key' | 'isGzip'>): Promise<Content | { readonly problem: string }>;
};

type Content = { readonly metadata: LandedMetadata; readonly body: Buffer };

export function openLake(client: S3Client, Bucket: string): Lake {
  return {
    async list(prefix, after) {
      const listed: ListedObject[] = [];
      for await (const object of listKeys(client, Bucket, { prefix, after, parse: parseObjectKey }))
        listed.push(object);
      return listed;
    },
    listPages: (prefix, after) => listKeys(client, Bucket, { prefix, after, parse: parseSnapshotKey }),
    metadata: (objects, done) =>
      mapConcurrently(objects, LOOKUP_CONCURRENCY, async ({ key: Key }) => {
        const { Metadata = {} } = await client.send(new HeadObjectCommand({ Bucket, Key }));
        done?.();
        return parseMetadata(Metadata);
      }),
    async read({ key: Key, isGzip }) {
      const { Body, Metadata = {} } = await client.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = await Body?.transformToByteArray().catch((error: unknown) => {
        if (!(error instanceof Error && error.message.startsWith('Checksum mismatch'))) throw error;
      });
      if (bytes === undefined) return { problem: 'content does not match its S3 checksum' };
      const body = isGzip ? await inflate(bytes).catch(() => undefined) : Buffer.from(bytes);
      return body === undefined
        ? { problem: 'content is not valid gzip' }
        : { metadata: parseMetadata(Metadata), body };
    },
  };
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
