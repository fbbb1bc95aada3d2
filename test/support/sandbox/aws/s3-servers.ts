import { request } from 'node:http';
import { PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { onTestFinished } from 'vitest';
import { type LocalS3, startS3 } from '#sandbox/aws/s3.ts';
import { scaledClock } from '#sandbox/clock.ts';
import { temporaryFolder } from './temporary-folder.ts';

// The SDK retries if the server's clock differs from its own.
export const NOW = Math.floor(Date.now() / 1000) * 1000;
export const KEY = 'zendesk/tickets/subdomain=acme/dt=2026-03-04/0000000001-0000000002-0123456789ab.json.gz';

export const putCommand = (over: Partial<PutObjectCommandInput> = {}): PutObjectCommand =>
  new PutObjectCommand({
    Bucket: 'lake',
    Key: KEY,
    Body: Buffer.from('one page'),
    ContentType: 'application/gzip',
    Metadata: { 'start-time': '1', records: '2' },
    ...over,
  });

export async function startSandboxS3(root?: string): Promise<LocalS3 & { root: string }> {
  const folder = root ?? (await temporaryFolder());
  const s3 = await startS3({ clock: scaledClock(0, NOW), bucket: 'lake', root: folder });
  onTestFinished(() => s3.close());
  return { ...s3, root: folder };
}

export async function startS3rver(): Promise<{ url: string }> {
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: await temporaryFolder(),
    configureBuckets: [{ name: 'lake' }],
  });
  const { port } = await server.run();
  onTestFinished(() => server.close());
  return { url: `http://127.0.0.1:${port}` };
}

/** Sends a PUT with exactly this path, which `fetch` and `URL` would normalize. Returns the status. */
export const putRaw = (endpoint: string, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(endpoint, { method: 'PUT', path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end('x');
  });
