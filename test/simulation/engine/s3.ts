import type { PutObjectCommandInput } from '@aws-sdk/client-s3';

/** An object of the lake. */
export type StoredObject = {
  readonly key: string;
  /** The bytes as they were put, gzipped or not. */
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
};

/** A bucket in memory that respects `If-None-Match: *` and records overwritten objects. */
export type Bucket = {
  /** In the order in which they were written. */
  readonly objects: ReadonlyMap<string, StoredObject>;
  /** Keys of overwritten objects. */
  readonly replaced: readonly string[];
  put(input: PutObjectCommandInput): Record<string, never>;
};

export function createBucket(): Bucket {
  const objects = new Map<string, StoredObject>();
  const replaced: string[] = [];
  return {
    objects,
    replaced,
    put({ Key: key = '', Body, Metadata: metadata = {}, IfNoneMatch }) {
      if (objects.has(key)) {
        if (IfNoneMatch === '*') throw s3Error('PreconditionFailed', 412);
        replaced.push(key);
      }
      if (!Buffer.isBuffer(Body)) throw new Error('The body of an object must be a buffer.');
      objects.set(key, { key, body: Body, metadata });
      return {};
    },
  };
}

/** An error as the SDK throws it for S3. */
export const s3Error = (name: string, status: number): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
