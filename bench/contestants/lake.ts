import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** Puts an object, with a client as the function has it. */
export function openLake(bucket: string): (key: string, body: Uint8Array) => Promise<void> {
  const client = new S3Client();
  return async (key, body) => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/gzip' }));
  };
}

export const AUTHORIZATION = 'Bearer only-in-the-bench';

export const pageUrl = (origin: string, startTime: number): string =>
  `${origin}/api/v2/incremental/tickets?per_page=1000&start_time=${startTime}`;

/** What the contestants look at of a page. */
export type Envelope = { readonly end_of_stream: boolean; readonly end_time: number };

export const isEnvelope = (value: object): value is Envelope => 'end_of_stream' in value && 'end_time' in value;
