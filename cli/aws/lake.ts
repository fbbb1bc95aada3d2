import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { GetObjectCommand, HeadObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { landedMetadata, type LandedMetadata, landedName } from '#catalog/landed-object.ts';
import type { Listed } from '../core/prove-chain.ts';
import { mapConcurrently } from './concurrently.ts';
import { LOOK_UPS } from './clients.ts';

const inflate = promisify(gunzip);

/** Landed objects as they lie in a bucket. */
export type Lake = {
  /**
   * All objects under a prefix whose names are those of landed ones, in the order of their keys.
   * @param after - begin behind this key
   */
  list(prefix: string, after?: string): Promise<Listed[]>;
  /** Calls back with each that is done. */
  metadata(objects: readonly Pick<Listed, 'key'>[], done?: () => void): Promise<LandedMetadata[]>;
  /** Metadata and uncompressed content, or why there is none. */
  read(object: Pick<Listed, 'key' | 'gzipped'>): Promise<Content | { readonly problem: string }>;
};

type Content = { readonly metadata: LandedMetadata; readonly body: Buffer };

export function openLake(client: S3Client, Bucket: string): Lake {
  return {
    async list(Prefix, after) {
      const listed: Listed[] = [];
      const input = { Bucket, Prefix, ...(after !== undefined && { StartAfter: after }) };
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, input)) {
        for (const { Key: key = '', Size: bytes = 0, LastModified } of Contents) {
          const name = landedName(key);
          if (name !== undefined) listed.push({ ...name, key, bytes, lastModifiedMs: LastModified?.getTime() ?? 0 });
        }
      }
      return listed;
    },
    metadata: (objects, done) =>
      mapConcurrently(objects, LOOK_UPS, async ({ key: Key }) => {
        const { Metadata = {} } = await client.send(new HeadObjectCommand({ Bucket, Key }));
        done?.();
        return landedMetadata(Metadata);
      }),
    async read({ key: Key, gzipped }) {
      const { Body, Metadata = {} } = await client.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = await Body?.transformToByteArray().catch((error: unknown) => {
        if (!(error instanceof Error && error.message.startsWith('Checksum mismatch'))) throw error;
      });
      if (bytes === undefined) return { problem: 'its bytes do not have the checksum that S3 keeps of them' };
      const body = gzipped ? await inflate(bytes).catch(() => undefined) : Buffer.from(bytes);
      return body === undefined ? { problem: 'it cannot be inflated' } : { metadata: landedMetadata(Metadata), body };
    },
  };
}
