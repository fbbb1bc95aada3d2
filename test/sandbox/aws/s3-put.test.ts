import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { s3Client } from '#test/support/sandbox/aws/clients.ts';

import { KEY, object, ours } from '#test/support/sandbox/aws/s3-servers.ts';

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
