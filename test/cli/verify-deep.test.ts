import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type DeployedStack, deployStack, REQUEST } from '../support/cli/deployed-stack.ts';
import { landContent } from '../support/cli/land-content.ts';

const BEGAN = 1_790_000_000;

/** Deploys a stack with three pages with content, and the cursor behind them. */
async function deployPages(): Promise<DeployedStack & { readonly keys: readonly [string, string, string] }> {
  const stack = await deployStack();
  const land = (n: number): Promise<string> => {
    const start = BEGAN + n * 100;
    return landContent(stack, { layout: 'page', start, end: start + 100, seconds: [start + 1, start + 100] });
  };
  const keys = [await land(0), await land(1), await land(2)] as const;
  await stack.aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: BEGAN, end_time: BEGAN + 300 });
  return { ...stack, keys };
}

/** Replaces an object's stored bytes. */
async function overwrite({ aws }: DeployedStack, key: string, change: (body: Buffer) => Buffer): Promise<void> {
  const [info, body] = [await aws.s3.objects.info(key), await aws.s3.objects.read(key)];
  if (info === undefined || body === undefined) throw new Error(`There is no object ${key}.`);
  const { size: _, etag: _etag, ...kept } = info;
  await aws.s3.objects.put(key, { ...kept, body: change(body) }, false);
}

/** Lets S3 refuse every read of the keys that match. */
const refuse = ({ aws }: DeployedStack, matches: (key: string) => boolean, status = 403, code = 'AccessDenied'): void =>
  aws.s3.intercept(({ operation, key }) =>
    operation === 'GetObject' && matches(key) ? { kind: 'respond', status, code } : undefined,
  );

describe('verify --deep', () => {
  it('reads each object with its metadata in one request', async () => {
    const { aws, json, keys } = await deployPages();
    expect(await json('verify --deep')).toMatchObject({ code: 0, data: { exports: [{ deep: { checked: 3 } }] } });
    const requests = aws.s3.requests.filter(({ operation }) => operation !== 'ListObjectsV2');
    expect(requests.map(({ operation, key }) => [operation, key])).toEqual(keys.map((key) => ['GetObject', key]));
  });

  it('says beforehand how much it reads, per export and in total', async () => {
    const stack = await deployStack({
      requests: [{ ...REQUEST, layout: 'ndjson', resources: ['users', 'organizations'] }],
    });
    const range = { layout: 'ndjson', start: BEGAN, end: BEGAN + 100, seconds: [BEGAN] } as const;
    await landContent(stack, { ...range, resource: 'users' });
    await landContent(stack, { ...range, resource: 'users', dataset: 'users_identities' });
    expect((await stack.type('verify --deep')).err).toMatch(
      /^Reading 2 objects \(\d+ B as stored\):\n {2}acme\/users: 2 objects \(\d+ B as stored\)\n {2}acme\/organizations: 0 objects \(0 B as stored\)\n$/,
    );
  });

  it('names a truncated object, and checks all others', async () => {
    const stack = await deployPages();
    const [, second] = stack.keys;
    await overwrite(stack, second, (body) => body.subarray(0, body.length - 10));
    const damaged = [{ key: second, problems: ['content is not valid gzip'] }];
    expect(await stack.json('verify --deep')).toMatchObject({
      code: 1,
      data: { exports: [{ complete: true, deep: { checked: 3, damaged, unread: [] } }] },
    });
  });

  it('names an object that S3 refuses to return, and checks all others', async () => {
    const stack = await deployPages();
    const [first] = stack.keys;
    refuse(stack, (key) => key === first);
    const unread = [{ key: first, error: 'AccessDenied' }];
    expect(await stack.json('verify --deep')).toMatchObject({
      code: 1,
      data: { exports: [{ complete: true, deep: { checked: 2, damaged: [], unread } }] },
    });
    expect(stack.aws.s3.requests.filter(({ operation }) => operation === 'GetObject')).toHaveLength(3);
    expect((await stack.type('verify --deep')).out).toContain(
      `✘ ${first}: not checked, because it could not be read (AccessDenied)`,
    );
  });

  it('does not take a deleted bucket for a deleted object', async () => {
    const stack = await deployPages();
    const [first] = stack.keys;
    refuse(stack, (key) => key === first, 404, 'NoSuchBucket');
    const unread = [{ key: first, error: 'NoSuchBucket' }];
    expect(await stack.json('verify --deep')).toMatchObject({
      code: 1,
      data: { exports: [{ deep: { checked: 2, deleted: 0, unread } }] },
    });
  });

  it('fails with the missing permission if S3 refuses to return any object', async () => {
    const stack = await deployPages();
    refuse(stack, () => true);
    expect(await stack.type('verify --deep')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Grant them s3:GetObject'),
    });
  });

  it('counts the objects that were deleted after the listing', async () => {
    const stack = await deployPages();
    const [first] = stack.keys;
    refuse(stack, (key) => key === first, 404, 'NoSuchKey');
    const { code, out } = await stack.type('verify --deep');
    expect(code).toBe(0);
    expect(out).toContain('acme/tickets: 1 object deleted after the listing. Not checked.');
  });

  it('reads an object again if the connection breaks amid its content', async () => {
    const stack = await deployPages();
    const base: { send: (...args: never[]) => unknown } = Object.getPrototypeOf(S3Client.prototype);
    const { send } = base;
    let broken = 0;
    const spy = vi.spyOn(base, 'send').mockImplementation(function (this: object, ...args) {
      if (broken > 0 || !(Object(args[0]) instanceof GetObjectCommand)) return send.apply(this, args);
      broken += 1;
      return Promise.resolve({ Body: { transformToByteArray: () => Promise.reject(new Error('aborted')) } });
    });
    onTestFinished(() => spy.mockRestore());
    expect(await stack.json('verify --deep')).toMatchObject({ code: 0, data: { exports: [{ deep: { checked: 3 } }] } });
    expect(broken).toBe(1);
  });
});

describe('verify --deep for characters that some readers refuse', () => {
  it.each([
    ['page', 1],
    ['ndjson', 2],
  ] as const)('names the objects and kinds, and succeeds (%s)', async (layout, lines) => {
    const stack = await deployStack({ requests: [{ ...REQUEST, layout }] });
    const range = { layout, start: BEGAN, end: BEGAN + 100, seconds: [BEGAN, BEGAN + 1] };
    const key = await landContent(stack, { ...range, subject: String.raw`\ud83d` + '\t' });
    const kinds = ['half of a surrogate pair', 'a raw control character'];
    expect(await stack.json('verify --deep')).toMatchObject({
      code: 0,
      data: { ok: true, exports: [{ deep: { damaged: [], readableAfterRepair: [{ key, kinds, lines }] } }] },
    });
    const { code, out } = await stack.type('verify --deep');
    expect(code).toBe(0);
    expect(out).toMatch(/ none +1 of 1$/m);
    expect(out).toContain('acme/tickets: 1 object readable only after repair: some readers refuse these characters.');
    expect(out).toContain(`    ${key}: ${kinds.join(', ')} (${lines} line`);
  });

  it('names the first 20 objects, and counts the others', async () => {
    const stack = await deployStack();
    for (let n = 0; n < 22; n += 1) {
      const start = BEGAN + n;
      await landContent(stack, { layout: 'page', start, end: start + 1, seconds: [start], subject: '\t' });
    }
    const { out } = await stack.type('verify --deep');
    expect(out.match(/: a raw control character/g)).toHaveLength(20);
    expect(out).toContain('    2 more: see --json');
  });
});
