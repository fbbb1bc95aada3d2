import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { GetObjectCommand, HeadObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { type LandedMetadata, parseMetadata } from '#catalog/landed-object.ts';
import { parseObjectKey } from '#common/object-key.ts';
import type { ListedObject } from '../core/listed-object.ts';
import { mapConcurrently } from './concurrently.ts';
import { LOOKUP_CONCURRENCY } from './clients.ts';

const inflate = promisify(gunzip);

/** Landed objects as they lie in a bucket. */
export type Lake = {
  /**
   * All objects under a prefix whose names are those of landed ones, in the order of their keys.
   * @param after - begin behind this key
   */
  list(prefix: string, after?: string): Promise<ListedObject[]>;
  /** Calls back with each that is done. */
  metadata(objects: readonly Pick<ListedObject, 'key'>[], done?: () => void): Promise<LandedMetadata[]>;
  /** Metadata and uncompressed content, or why there is none. */
  read(object: Pick<ListedObject, 'key' | 'isGzip'>): Promise<Content | { readonly problem: string }>;
};

type Content = { readonly metadata: LandedMetadata; readonly body: Buffer };

export function openLake(client: S3Client, Bucket: string): Lake {
  return {
    async list(Prefix, after) {
      const listed: ListedObject[] = [];
      const input = { Bucket, Prefix, ...(after !== undefined && { StartAfter: after }) };
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, input)) {
        for (const { Key: key = '', Size: bytes = 0, LastModified } of Contents) {
          const parsed = parseObjectKey(key);
          if (parsed !== undefined)
            listed.push({ ...parsed, key, bytes, lastModifiedMs: LastModified?.getTime() ?? 0 });
        }
      }
      return listed;
    },
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
      if (bytes === undefined) return { problem: 'its bytes do not have the checksum that S3 keeps of them' };
      const body = isGzip ? await inflate(bytes).catch(() => undefined) : Buffer.from(bytes);
      return body === undefined ? { problem: 'it cannot be inflated' } : { metadata: parseMetadata(Metadata), body };
    },
  };
}
