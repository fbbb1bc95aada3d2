import http from 'node:http';
import { buffer } from 'node:stream/consumers';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** Creates a function that puts an object, with the same S3 client as the exporter. */
export function openLake(bucket: string): (key: string, body: Uint8Array) => Promise<void> {
  const client = new S3Client();
  return async (key, body) => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/gzip' }));
  };
}

export const AUTHORIZATION = 'Bearer only-in-the-bench';

export const pageUrl = (origin: string, startTime: number): string =>
  `${origin}/api/v2/incremental/tickets?per_page=1000&start_time=${startTime}`;

const agent = new http.Agent({ keepAlive: true });
const headers = { authorization: AUTHORIZATION, 'accept-encoding': 'gzip' };

/** Fetches a page as Zendesk sends it, gzipped. */
export const fetchGzipped = (url: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    http.get(url, { agent, headers }, (response) => void buffer(response).then(resolve, reject)).on('error', reject);
  });

/** The fields of a page that the loops read. */
export type Envelope = { readonly end_of_stream: boolean; readonly end_time: number };

export const isEnvelope = (value: object): value is Envelope => 'end_of_stream' in value && 'end_time' in value;
