import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { s3Client } from '#test/support/sandbox/aws/clients.ts';

import { KEY, putCommand, startSandboxS3 } from '#test/support/sandbox/aws/s3-servers.ts';

describe('PutObject with If-None-Match', () => {
  test('keeps an existing object and returns 412', async () => {
    const s3 = await startSandboxS3();
    const client = s3Client(s3.url);
    await client.send(putCommand({ IfNoneMatch: '*' }));
    const again = putCommand({ IfNoneMatch: '*', Body: 'other bytes', Metadata: { records: '9' } });
    await expect(client.send(again)).rejects.toThrow(
      expect.objectContaining({
        name: 'PreconditionFailed',
        $metadata: expect.objectContaining({ httpStatusCode: 412 }),
      }),
    );
    expect(await s3.objects.read(KEY)).toEqual(Buffer.from('one page'));
    expect((await s3.objects.info(KEY))?.metadata).toEqual({ 'start-time': '1', records: '2' });
  });

  test('succeeds for exactly one of twenty concurrent requests', async () => {
    const s3 = await startSandboxS3();
    const client = s3Client(s3.url);
    const bodies = Array.from({ length: 20 }, (_, n) => `writer ${n}`);
    const results = await Promise.allSettled(
      bodies.map((Body) => client.send(putCommand({ IfNoneMatch: '*', Body, Metadata: { writer: Body } }))),
    );
    const winners = bodies.filter((_, n) => results[n]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(String(await s3.objects.read(KEY))).toBe(winners[0]);
    expect((await s3.objects.info(KEY))?.metadata).toEqual({ writer: winners[0] });
  });

  test('does not replace a file that the user put into the folder', async () => {
    const s3 = await startSandboxS3();
    await writeFile(join(s3.root, 'by-hand.json.gz'), 'mine');
    await expect(s3Client(s3.url).send(putCommand({ Key: 'by-hand.json.gz', IfNoneMatch: '*' }))).rejects.toThrow(
      expect.objectContaining({ name: 'PreconditionFailed' }),
    );
    expect(await readFile(join(s3.root, 'by-hand.json.gz'), 'utf8')).toBe('mine');
  });

  test('fails without a retry by the SDK if a fault returns 409', async () => {
    const s3 = await startSandboxS3();
    s3.intercept(() => ({ kind: 'respond', status: 409, code: 'ConditionalRequestConflict' }));
    await expect(s3Client(s3.url, 3).send(putCommand({ IfNoneMatch: '*' }))).rejects.toThrow(
      expect.objectContaining({ name: 'ConditionalRequestConflict' }),
    );
    expect(s3.requests).toHaveLength(1);
  });
});

describe('PutObject', () => {
  test.each([
    ['ChecksumCRC32', 'AAAAAA=='],
    ['ChecksumSHA256', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='],
    ['ContentMD5', 'AAAAAAAAAAAAAAAAAAAAAA=='],
  ])('rejects a body that does not match %s', async (field, wrong) => {
    const s3 = await startSandboxS3();
    await expect(s3Client(s3.url).send(putCommand({ [field]: wrong }))).rejects.toThrow(
      expect.objectContaining({ name: 'BadDigest', $metadata: expect.objectContaining({ httpStatusCode: 400 }) }),
    );
    expect(await s3.objects.keys('')).toEqual([]);
  });

  test('accepts the CRC32 that the SDK sends by default', async () => {
    const s3 = await startSandboxS3();
    await s3Client(s3.url).send(putCommand());
    expect(s3.requests[0]?.headers['x-amz-checksum-crc32']).toMatch(/^[\w+/]{6}==$/);
  });

  test('decodes a stream, which the SDK sends in chunks with a trailing checksum', async () => {
    const s3 = await startSandboxS3();
    const Body = Readable.from([Buffer.from('in '), Buffer.from('parts')]);
    await s3Client(s3.url).send(putCommand({ Body, ContentLength: 8 }));
    expect(s3.requests[0]?.headers['content-encoding']).toBe('aws-chunked');
    expect(String(await s3.objects.read(KEY))).toBe('in parts');
  });

  test('stores nothing if the client disconnects during the upload', async () => {
    const s3 = await startSandboxS3();
    const socket = connect(Number(new URL(s3.url).port), '127.0.0.1');
    socket.end('PUT /lake/half HTTP/1.1\r\nHost: s3\r\nContent-Length: 100\r\n\r\nonly this');
    await new Promise((resolve) => {
      socket.on('close', resolve).resume();
    });
    expect(await s3.objects.keys('')).toEqual([]);
  });
});
