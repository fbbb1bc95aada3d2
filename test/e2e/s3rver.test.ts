import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { expect, it, onTestFinished } from 'vitest';
import { fill, resultOf, startHarness } from '../support/e2e/harness.ts';

it('lands all pages in an independent S3 implementation (s3rver)', async () => {
  const directory = await mkdtemp(join(tmpdir(), 's3rver-'));
  const s3rver = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: 'lake' }],
  });
  const { port } = await s3rver.run();
  onTestFinished(async () => {
    await s3rver.close();
    await rm(directory, { recursive: true, force: true });
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const harness = await startHarness({
    env: { AWS_ENDPOINT_URL_S3: endpoint, AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
  });
  fill(harness.account, 25, harness.began);

  expect(resultOf(await harness.invoke({ pageSize: 10 }))).toMatchObject({ outcome: 'caught_up', pages: 3 });

  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  });
  const { Contents: contents = [] } = await client.send(
    new ListObjectsV2Command({ Bucket: 'lake', Prefix: 'zendesk/tickets/' }),
  );
  expect(contents).toHaveLength(3);
  const landed = await Promise.all(
    contents.map(async ({ Key }) => {
      const { Body, ContentType, Metadata } = await client.send(new GetObjectCommand({ Bucket: 'lake', Key }));
      expect({ ContentType, pagination: Metadata?.['pagination'] }).toEqual({
        ContentType: 'application/gzip',
        pagination: 'time',
      });
      return gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString();
    }),
  );
  const texts = harness.account.latestRecords().map(({ text }) => text);
  expect(texts.filter((text) => !landed.some((page) => page.includes(text)))).toEqual([]);
});
