import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { s3Client } from '#test/support/sandbox/aws/clients.ts';

import { KEY, NOW, putCommand, putRaw, startS3rver, startSandboxS3 } from '#test/support/sandbox/aws/s3-servers.ts';

describe.each([
  { name: 'sandbox S3', start: startSandboxS3 },
  { name: 's3rver (independent implementation)', start: startS3rver },
])('$name', ({ start }) => {
  test('returns the bytes, the content type and the user metadata of an object', async () => {
    const client = s3Client((await start()).url);
    const put = await client.send(putCommand());
    const got = await client.send(new GetObjectCommand({ Bucket: 'lake', Key: KEY }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Buffer.from('one page'));
    expect(got).toMatchObject({
      ContentType: 'application/gzip',
      ContentLength: 8,
      Metadata: { 'start-time': '1', records: '2' },
      ETag: put.ETag,
    });
  });

  test('returns the same headers for HeadObject as for GetObject', async () => {
    const client = s3Client((await start()).url);
    await client.send(putCommand());
    const head = await client.send(new HeadObjectCommand({ Bucket: 'lake', Key: KEY }));
    expect(head).toMatchObject({ ContentType: 'application/gzip', ContentLength: 8, Metadata: { records: '2' } });
  });

  test('reports whether a bucket exists', async () => {
    const client = s3Client((await start()).url);
    expect(await client.send(new HeadBucketCommand({ Bucket: 'lake' }))).toMatchObject({
      $metadata: { httpStatusCode: 200 },
    });
    await expect(client.send(new HeadBucketCommand({ Bucket: 'other' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('reports NoSuchKey for a missing object', async () => {
    const client = s3Client((await start()).url);
    await expect(client.send(new GetObjectCommand({ Bucket: 'lake', Key: 'no' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchKey' }),
    );
    await expect(client.send(new HeadObjectCommand({ Bucket: 'lake', Key: 'no' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NotFound' }),
    );
  });

  test('lists keys by prefix in byte order', async () => {
    const client = s3Client((await start()).url);
    for (const Key of ['b/2', 'a/é', 'a/z', 'a/1 &<2']) await client.send(putCommand({ Key }));
    const list = await client.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix: 'a/' }));
    expect(list.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ['a/1 &<2', 8],
      ['a/z', 8],
      ['a/é', 8],
    ]);
    expect(list).toMatchObject({ KeyCount: 3, IsTruncated: false });
  });

  test('does not list a deleted object', async () => {
    const client = s3Client((await start()).url);
    await client.send(putCommand());
    await client.send(new DeleteObjectCommand({ Bucket: 'lake', Key: KEY }));
    expect((await client.send(new ListObjectsV2Command({ Bucket: 'lake' }))).Contents).toBeUndefined();
  });
});

describe('bucket folder', () => {
  test('stores each object as a plain file under its key', async () => {
    const s3 = await startSandboxS3();
    await s3Client(s3.url).send(putCommand());
    expect(await readFile(join(s3.root, KEY), 'utf8')).toBe('one page');
    const visible = (await readdir(s3.root)).filter((name) => !name.startsWith('.'));
    expect(visible).toEqual(['zendesk']);
  });

  test('contains no other files that a glob for objects finds', async () => {
    const s3 = await startSandboxS3();
    await s3Client(s3.url).send(putCommand());
    const files = await readdir(s3.root, { recursive: true });
    expect(files.filter((name) => /\.json(\.gz)?$/.test(name))).toEqual([KEY]);
  });

  test('keeps metadata and times after a restart', async () => {
    const before = await startSandboxS3();
    await s3Client(before.url).send(putCommand());
    const after = await startSandboxS3(before.root);
    const head = await s3Client(after.url).send(new HeadObjectCommand({ Bucket: 'lake', Key: KEY }));
    expect(head).toMatchObject({ Metadata: { records: '2' }, LastModified: new Date(NOW) });
  });

  test.each(['../outside', 'a/../../outside', '..', 'a//b', '.local-aws/s3/forged.meta', 'a\\..\\b', 'a/'])(
    'rejects the key %j',
    async (key) => {
      const s3 = await startSandboxS3();
      expect(await putRaw(s3.url, `/lake/${key.split('/').map(encodeURIComponent).join('/')}`)).toBe(400);
      expect(await s3.objects.keys('')).toEqual([]);
    },
  );
});

describe('ListObjectsV2', () => {
  test('returns all keys once across pages by continuation token', async () => {
    const s3 = await startSandboxS3();
    const client = s3Client(s3.url);
    const all = Array.from({ length: 7 }, (_, n) => `p/${n}`);
    for (const Key of all) await client.send(putCommand({ Key }));
    const pages: (string | undefined)[][] = [];
    let token: string | undefined;
    do {
      const page: {
        Contents?: { Key?: string | undefined }[] | undefined;
        NextContinuationToken?: string | undefined;
      } = await client.send(
        new ListObjectsV2Command({ Bucket: 'lake', Prefix: 'p/', MaxKeys: 3, ContinuationToken: token }),
      );
      pages.push((page.Contents ?? []).map(({ Key }) => Key));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    expect(pages).toEqual([all.slice(0, 3), all.slice(3, 6), all.slice(6)]);
  });
});

describe('unsupported requests', () => {
  test('fail with NotImplemented and change nothing', async () => {
    const s3 = await startSandboxS3();
    const client = s3Client(s3.url);
    await client.send(putCommand());
    const refused = expect.objectContaining({ name: 'NotImplemented' });
    await expect(
      client.send(new CopyObjectCommand({ Bucket: 'lake', Key: 'copy', CopySource: `lake/${KEY}` })),
    ).rejects.toThrow(refused);
    await expect(client.send(putCommand({ IfMatch: '"etag"' }))).rejects.toThrow(refused);
    await expect(client.send(new GetObjectCommand({ Bucket: 'lake', Key: KEY, Range: 'bytes=0-1' }))).rejects.toThrow(
      refused,
    );
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'lake', Delimiter: '/' }))).rejects.toThrow(refused);
    expect(await s3.objects.keys('')).toEqual([KEY]);
  });

  test('fail with NoSuchBucket for another bucket', async () => {
    const s3 = await startSandboxS3();
    await expect(s3Client(s3.url).send(putCommand({ Bucket: 'other' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchBucket' }),
    );
  });
});
