import { gunzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createLake } from '#functions/export/aws/lake.ts';
import { StorageError } from '#functions/export/core/errors.ts';
import type { LandedObject } from '#functions/export/core/lake/object-key.ts';
import { virtualClock } from '#test/support/virtual-clock.ts';
import { LOCAL, NEVER, serviceError } from '#test/support/functions/aws.ts';
import { thrownBy } from '#test/support/functions/thrown.ts';

/** A page in the gzip stream that Zendesk sent. */
const OBJECT: LandedObject = {
  exportId: 'acme/tickets',
  key: 'zendesk/tickets/subdomain=acme/dt=2026-11-24/1-2-abc.json.gz',
  bytes: Buffer.from('as Zendesk compressed it'),
  isGzip: true,
  mediaType: 'application/json',
  compression: 'gzip',
  metadata: { 'start-time': '1', pagination: 'time' },
};
const PLAIN = { ...OBJECT, bytes: Buffer.from('{"tickets":[]}'), isGzip: false };

function stubbed() {
  const client = new S3Client(LOCAL);
  const stub = mockClient(client);
  stub.on(PutObjectCommand).resolves({});
  const clock = virtualClock();
  const lake = createLake(client, 'the-lake', clock);
  const inputs = () => stub.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input);
  return { stub, clock, inputs, land: (object = OBJECT, signal = NEVER) => lake.land(object, signal) };
}

describe('land', () => {
  it("sends one PutObject that never overwrites, with Zendesk's own gzip bytes", async () => {
    const { inputs, land } = stubbed();
    expect(await land()).toBe('new');
    expect(inputs()).toEqual([
      {
        Bucket: 'the-lake',
        Key: OBJECT.key,
        Body: OBJECT.bytes,
        ContentType: 'application/gzip',
        Metadata: { 'start-time': '1', pagination: 'time' },
        IfNoneMatch: '*',
      },
    ]);
  });

  it('compresses a page that Zendesk sent uncompressed', async () => {
    const { inputs, land } = stubbed();
    await land(PLAIN);
    const [input] = inputs();
    expect(gunzipSync(input?.Body instanceof Uint8Array ? input.Body : '')).toEqual(PLAIN.bytes);
    expect(input).toMatchObject({ ContentType: 'application/gzip' });
    expect(input).not.toHaveProperty('ContentEncoding');
  });

  it('writes uncompressed bytes if the compression is none', async () => {
    const { inputs, land } = stubbed();
    await land({ ...PLAIN, compression: 'none' });
    expect(inputs()).toMatchObject([{ Body: PLAIN.bytes, ContentType: 'application/json', IfNoneMatch: '*' }]);
  });

  it('sets the media type of uncompressed objects, and application/gzip on compressed ones', async () => {
    const { inputs, land } = stubbed();
    const lines = { ...PLAIN, mediaType: 'application/x-ndjson' };
    await land({ ...lines, compression: 'none' });
    await land(lines);
    expect(inputs()).toMatchObject([
      { Body: PLAIN.bytes, ContentType: 'application/x-ndjson' },
      { ContentType: 'application/gzip' },
    ]);
  });

  it('returns present if S3 returns 412, since an equal key means an equal page', async () => {
    const { stub, inputs, land } = stubbed();
    stub.on(PutObjectCommand).rejects(serviceError('PreconditionFailed', 412));
    expect(await land()).toBe('present');
    expect(inputs()).toHaveLength(1);
  });

  it.each(['ConditionalRequestConflict', 'OperationAborted'])(
    'retries a 409 after a wait, whatever its error name (%s)',
    async (name) => {
      const { stub, clock, inputs, land } = stubbed();
      stub.on(PutObjectCommand).rejectsOnce(serviceError(name, 409)).rejectsOnce(serviceError(name, 409)).resolves({});
      expect(await land()).toBe('new');
      expect(inputs()).toHaveLength(3);
      expect(clock.sleeps).toEqual([400, 800]);
    },
  );

  it('returns present if a 412 follows a 409, since the other writer has landed the page', async () => {
    const { stub, land } = stubbed();
    stub
      .on(PutObjectCommand)
      .rejectsOnce(serviceError('ConditionalRequestConflict', 409))
      .rejects(serviceError('PreconditionFailed', 412));
    expect(await land()).toBe('present');
  });

  it('throws a StorageError after five conflicts', async () => {
    const { stub, inputs, land } = stubbed();
    stub.on(PutObjectCommand).rejects(serviceError('ConditionalRequestConflict', 409));
    const error = await thrownBy(() => land());
    expect(error).toBeInstanceOf(StorageError);
    expect(error.message).toMatch(
      /^acme\/tickets: landing zendesk\/tickets.*: 5 write conflicts \(HTTP 409\) in a row\./,
    );
    expect(inputs()).toHaveLength(5);
  });

  it('names the next step if S3 denies access, without quoting the page', async () => {
    const { stub, inputs, land } = stubbed();
    stub.on(PutObjectCommand).rejects(serviceError('AccessDenied', 403, 'Access Denied'));
    const error = await thrownBy(() => land({ ...OBJECT, bytes: Buffer.from('PLANTED') }));
    expect(error).toBeInstanceOf(StorageError);
    expect(error.message).toBe(
      `acme/tickets: landing ${OBJECT.key} in bucket the-lake failed: AccessDenied: Access Denied. Check that the bucket named in LAKE_BUCKET exists and that the function's role allows s3:PutObject under LAKE_PREFIX. If the bucket has its own KMS key, set lakeKeyArn to it.`,
    );
    expect(inputs()).toHaveLength(1);
  });

  it.each([
    ['PermanentRedirect', 301],
    ['AuthorizationHeaderMalformed', 400],
  ])('says that the bucket is in another region after a %s', async (name, status) => {
    const { stub, land } = stubbed();
    stub.on(PutObjectCommand).rejects(serviceError(name, status));
    await expect(land()).rejects.toThrow(/The bucket is in another region than the function\. Set lakeBucket/);
  });

  it('rejects on abort, even between retries of a conflict', async () => {
    const { stub, inputs, land } = stubbed();
    const controller = new AbortController();
    stub.on(PutObjectCommand).callsFake(() => {
      controller.abort();
      throw serviceError('ConditionalRequestConflict', 409);
    });
    await expect(land(OBJECT, controller.signal)).rejects.toThrow(/no response before the time limit/);
    expect(inputs().length).toBeLessThan(5);
  });
});
