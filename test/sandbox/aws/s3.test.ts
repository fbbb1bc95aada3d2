import { request } from 'node:http';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type LocalS3, startS3 } from '../../../sandbox/aws/s3.ts';
import { scaledClock } from '../../../sandbox/clock.ts';
import { s3Client } from './clients.ts';
import { temporaryFolder } from './temporary-folder.ts';

// The SDK takes a server whose clock differs from its own for a reason to try again.
const NOW = Math.floor(Date.now() / 1000) * 1000;
const KEY = 'zendesk/tickets/subdomain=acme/dt=2026-03-04/0000000001-0000000002-0123456789ab.json.gz';

const object = (over: Partial<PutObjectCommandInput> = {}): PutObjectCommand =>
  new PutObjectCommand({
    Bucket: 'lake',
    Key: KEY,
    Body: Buffer.from('one page'),
    ContentType: 'application/gzip',
    Metadata: { 'start-time': '1', records: '2' },
    ...over,
  });

async function ours(root?: string): Promise<LocalS3 & { root: string }> {
  const folder = root ?? (await temporaryFolder());
  const s3 = await startS3({ clock: scaledClock(0, NOW), bucket: 'lake', root: folder });
  onTestFinished(() => s3.close());
  return { ...s3, root: folder };
}

async function theirs(): Promise<{ url: string }> {
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

/** Puts without the path being tidied on the way, as `fetch` and `URL` would; gives the status. */
const putRaw = (endpoint: string, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(endpoint, { method: 'PUT', path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end('x');
  });

describe.each([
  { name: 'the stand-in', start: ours },
  { name: 's3rver, which nobody here wrote', start: theirs },
])('$name', ({ start }) => {
  test('gives back the bytes, the content type and the user metadata of an object', async () => {
    const client = s3Client((await start()).url);
    const put = await client.send(object());
    const got = await client.send(new GetObjectCommand({ Bucket: 'lake', Key: KEY }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Buffer.from('one page'));
    expect(got).toMatchObject({
      ContentType: 'application/gzip',
      ContentLength: 8,
      Metadata: { 'start-time': '1', records: '2' },
      ETag: put.ETag,
    });
  });

  test('answers HeadObject like GetObject, without the bytes', async () => {
    const client = s3Client((await start()).url);
    await client.send(object());
    const head = await client.send(new HeadObjectCommand({ Bucket: 'lake', Key: KEY }));
    expect(head).toMatchObject({ ContentType: 'application/gzip', ContentLength: 8, Metadata: { records: '2' } });
  });

  test('has no object that was not put', async () => {
    const client = s3Client((await start()).url);
    await expect(client.send(new GetObjectCommand({ Bucket: 'lake', Key: 'no' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchKey' }),
    );
    await expect(client.send(new HeadObjectCommand({ Bucket: 'lake', Key: 'no' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NotFound' }),
    );
  });

  test('lists keys by prefix in the order of their bytes', async () => {
    const client = s3Client((await start()).url);
    for (const Key of ['b/2', 'a/é', 'a/z', 'a/1 &<2']) await client.send(object({ Key }));
    const list = await client.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix: 'a/' }));
    expect(list.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ['a/1 &<2', 8],
      ['a/z', 8],
      ['a/é', 8],
    ]);
    expect(list).toMatchObject({ KeyCount: 3, IsTruncated: false });
  });

  test('forgets a deleted object', async () => {
    const client = s3Client((await start()).url);
    await client.send(object());
    await client.send(new DeleteObjectCommand({ Bucket: 'lake', Key: KEY }));
    expect((await client.send(new ListObjectsV2Command({ Bucket: 'lake' }))).Contents).toBeUndefined();
  });
});

describe('a conditional put', () => {
  test('leaves an existing object as it is and answers 412', async () => {
    const s3 = await ours();
    const client = s3Client(s3.url);
    await client.send(object({ IfNoneMatch: '*' }));
    const again = object({ IfNoneMatch: '*', Body: 'other bytes', Metadata: { records: '9' } });
    await expect(client.send(again)).rejects.toThrow(
      expect.objectContaining({
        name: 'PreconditionFailed',
        $metadata: expect.objectContaining({ httpStatusCode: 412 }),
      }),
    );
    expect(await s3.objects.read(KEY)).toEqual(Buffer.from('one page'));
    expect((await s3.objects.info(KEY))?.metadata).toEqual({ 'start-time': '1', records: '2' });
  });

  test('has exactly one winner among twenty at once', async () => {
    const s3 = await ours();
    const client = s3Client(s3.url);
    const bodies = Array.from({ length: 20 }, (_, n) => `writer ${n}`);
    const results = await Promise.allSettled(
      bodies.map((Body) => client.send(object({ IfNoneMatch: '*', Body, Metadata: { writer: Body } }))),
    );
    const winners = bodies.filter((_, n) => results[n]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(String(await s3.objects.read(KEY))).toBe(winners[0]);
    expect((await s3.objects.info(KEY))?.metadata).toEqual({ writer: winners[0] });
  });

  test('does not replace a file that a person put into the folder', async () => {
    const s3 = await ours();
    await writeFile(join(s3.root, 'by-hand.json.gz'), 'mine');
    await expect(s3Client(s3.url).send(object({ Key: 'by-hand.json.gz', IfNoneMatch: '*' }))).rejects.toThrow(
      expect.objectContaining({ name: 'PreconditionFailed' }),
    );
    expect(await readFile(join(s3.root, 'by-hand.json.gz'), 'utf8')).toBe('mine');
  });

  test('is not retried by the SDK when a fault answers 409', async () => {
    const s3 = await ours();
    s3.intercept(() => ({ kind: 'respond', status: 409, code: 'ConditionalRequestConflict' }));
    await expect(s3Client(s3.url, 3).send(object({ IfNoneMatch: '*' }))).rejects.toThrow(
      expect.objectContaining({ name: 'ConditionalRequestConflict' }),
    );
    expect(s3.requests).toHaveLength(1);
  });
});

describe('the bytes of a put', () => {
  test.each([
    ['ChecksumCRC32', 'AAAAAA=='],
    ['ChecksumSHA256', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='],
    ['ContentMD5', 'AAAAAAAAAAAAAAAAAAAAAA=='],
  ])('are refused when they do not have the %s sent', async (field, wrong) => {
    const s3 = await ours();
    await expect(s3Client(s3.url).send(object({ [field]: wrong }))).rejects.toThrow(
      expect.objectContaining({ name: 'BadDigest', $metadata: expect.objectContaining({ httpStatusCode: 400 }) }),
    );
    expect(await s3.objects.keys('')).toEqual([]);
  });

  test('are checked against the CRC32 that the SDK sends unasked', async () => {
    const s3 = await ours();
    await s3Client(s3.url).send(object());
    expect(s3.requests[0]?.headers['x-amz-checksum-crc32']).toMatch(/^[\w+/]{6}==$/);
  });

  test('arrive whole from a stream, which the SDK sends in chunks with a trailing checksum', async () => {
    const s3 = await ours();
    const Body = Readable.from([Buffer.from('in '), Buffer.from('parts')]);
    await s3Client(s3.url).send(object({ Body, ContentLength: 8 }));
    expect(s3.requests[0]?.headers['content-encoding']).toBe('aws-chunked');
    expect(String(await s3.objects.read(KEY))).toBe('in parts');
  });

  test('are not stored when the client goes away in the middle', async () => {
    const s3 = await ours();
    const socket = connect(Number(new URL(s3.url).port), '127.0.0.1');
    socket.end('PUT /lake/half HTTP/1.1\r\nHost: s3\r\nContent-Length: 100\r\n\r\nonly this');
    await new Promise((resolve) => {
      socket.on('close', resolve).resume();
    });
    expect(await s3.objects.keys('')).toEqual([]);
  });
});

describe('the folder', () => {
  test('holds each object as a plain file under its key', async () => {
    const s3 = await ours();
    await s3Client(s3.url).send(object());
    expect(await readFile(join(s3.root, KEY), 'utf8')).toBe('one page');
    const visible = (await readdir(s3.root)).filter((name) => !name.startsWith('.'));
    expect(visible).toEqual(['zendesk']);
  });

  test('has nothing beside the objects that a glob for objects would find', async () => {
    const s3 = await ours();
    await s3Client(s3.url).send(object());
    const files = await readdir(s3.root, { recursive: true });
    expect(files.filter((name) => /\.json(\.gz)?$/.test(name))).toEqual([KEY]);
  });

  test('keeps metadata and times over a restart', async () => {
    const before = await ours();
    await s3Client(before.url).send(object());
    const after = await ours(before.root);
    const head = await s3Client(after.url).send(new HeadObjectCommand({ Bucket: 'lake', Key: KEY }));
    expect(head).toMatchObject({ Metadata: { records: '2' }, LastModified: new Date(NOW) });
  });

  test.each(['../outside', 'a/../../outside', '..', 'a//b', '.local-aws/s3/forged.meta', 'a\\..\\b', 'a/'])(
    'takes no object with the key %j',
    async (key) => {
      const s3 = await ours();
      expect(await putRaw(s3.url, `/lake/${key.split('/').map(encodeURIComponent).join('/')}`)).toBe(400);
      expect(await s3.objects.keys('')).toEqual([]);
    },
  );
});

describe('a listing', () => {
  test('comes in pages that the continuation token joins without a gap', async () => {
    const s3 = await ours();
    const client = s3Client(s3.url);
    const all = Array.from({ length: 7 }, (_, n) => `p/${n}`);
    for (const Key of all) await client.send(object({ Key }));
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

describe('what is not done', () => {
  test('is refused rather than half done', async () => {
    const s3 = await ours();
    const client = s3Client(s3.url);
    await client.send(object());
    const refused = expect.objectContaining({ name: 'NotImplemented' });
    await expect(
      client.send(new CopyObjectCommand({ Bucket: 'lake', Key: 'copy', CopySource: `lake/${KEY}` })),
    ).rejects.toThrow(refused);
    await expect(client.send(object({ IfMatch: '"etag"' }))).rejects.toThrow(refused);
    await expect(client.send(new GetObjectCommand({ Bucket: 'lake', Key: KEY, Range: 'bytes=0-1' }))).rejects.toThrow(
      refused,
    );
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'lake', Delimiter: '/' }))).rejects.toThrow(refused);
    expect(await s3.objects.keys('')).toEqual([KEY]);
  });

  test('another bucket does not exist', async () => {
    const s3 = await ours();
    await expect(s3Client(s3.url).send(object({ Bucket: 'other' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchBucket' }),
    );
  });
});
