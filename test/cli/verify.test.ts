import { describe, expect, it } from 'vitest';
import { deployStack, type DeployedStack, REQUEST } from '../support/cli/deployed-stack.ts';

/** Deploys a stack with five pages of a hundred seconds each. */
async function deployChain(
  options: Parameters<typeof deployStack>[0] = {},
): Promise<DeployedStack & { readonly began: number; readonly keys: readonly string[] }> {
  const stack = await deployStack(options);
  const began = 1_790_000_000;
  const keys: string[] = [];
  for (let n = 0; n < 5; n += 1) keys.push(await stack.land(began + n * 100, began + (n + 1) * 100));
  await stack.aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: began, end_time: began + 500 });
  return { ...stack, began, keys };
}

it('verify succeeds for an empty table, and for a cursor at its start', async () => {
  const { type, aws } = await deployStack();
  expect(await type('verify --deep')).toMatchObject({
    code: 0,
    out: expect.stringContaining('nothing landed yet'),
  });
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 5, end_time: 5 });
  expect(await type('verify')).toMatchObject({ code: 0, out: expect.stringMatching(/✔ acme\/tickets .* none$/m) });
});

it('verify reports the whole interval as a gap for an empty lake', async () => {
  const { json, aws } = await deployStack();
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 0, end_time: 86_400 });
  expect(await json('verify')).toMatchObject({
    code: 1,
    data: { ok: false, exports: [{ gaps: [{ from: 0, to: 86_400 }] }] },
  });
});

it('verify succeeds for a complete chain', async () => {
  const { type } = await deployChain();
  expect(await type('verify')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/✔ acme\/tickets +5 .* none$/m),
  });
});

it.each([
  ['first', 0],
  ['middle', 2],
  ['last', 4],
])('verify reports the gap of a lost object and the command that closes it (%s object)', async (_, lost) => {
  const stack = await deployChain();
  await stack.aws.s3.objects.delete(stack.keys[lost] ?? '');
  const from = stack.began + lost * 100;
  const time = new Date(from * 1000).toISOString().replace('.000', '');
  expect(await stack.json('verify')).toMatchObject({
    code: 1,
    data: {
      exports: [
        {
          complete: false,
          gaps: [{ from, to: from + 100 }],
          rewind: `node cli rewind --to ${time} --resource tickets --account acme`,
        },
      ],
    },
  });
  expect((await stack.type('verify')).out).toContain(`✘ acme/tickets: gap from ${time} to`);
});

it('verify repeats --stack and --region in the suggested command', async () => {
  const { json, plane, aws } = await deployChain();
  const outputs = { LakeBucketName: 'lake', LakePrefix: 'elsewhere', CursorTableName: aws.dynamodb.table };
  plane.cloudFormation.deploy('Other', {
    ...outputs,
    FunctionName: 'f',
    ScheduleGroupName: 'ZendeskLake-Schedules-Group',
  });
  const { data } = await json('verify --stack Other --region eu-west-1');
  expect(data).toMatchObject({
    exports: [{ rewind: expect.stringMatching(/--account acme --stack Other --region eu-west-1$/) }],
  });
});

it('verify starts at the oldest object if objects expire, and prints that', async () => {
  const stack = await deployChain({ outputs: { ObjectExpirationDays: '30' } });
  await stack.aws.s3.objects.delete(stack.keys[0] ?? '');
  const { code, out } = await stack.type('verify');
  expect(code).toBe(0);
  expect(out).toMatch(/Verified from the oldest object on \(objects expire after 30 days\)/);
  await stack.aws.s3.objects.delete(stack.keys[2] ?? '');
  expect(await stack.type('verify')).toMatchObject({ code: 1 });
});

it('verify --from-oldest starts at the oldest object', async () => {
  const stack = await deployChain();
  await stack.aws.s3.objects.delete(stack.keys[0] ?? '');
  expect(await stack.type('verify')).toMatchObject({ code: 1 });
  expect(await stack.type('verify --from-oldest')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Verified from the oldest object on'),
  });
});

it('verify checks each account against its own cursor', async () => {
  const globex = { subdomain: 'globex', credentialsSecretId: 's' };
  const stack = await deployChain({ requests: [REQUEST, globex] });
  await stack.aws.dynamodb.putItem({
    export_id: 'globex/tickets',
    start_time: stack.began,
    end_time: stack.began + 100,
  });
  expect(await stack.json('verify')).toMatchObject({
    code: 1,
    data: {
      exports: [
        { export: 'acme/tickets', complete: true },
        { export: 'globex/tickets', complete: false },
      ],
    },
  });
  await stack.land(stack.began, stack.began + 100, { subdomain: 'globex' });
  expect(await stack.json('verify')).toMatchObject({ code: 0, data: { ok: true } });
});

it('verify lists all pages of the listing, and looks up no time-based pages', async () => {
  const { json, land, aws } = await deployStack();
  const began = 1_790_000_000;
  await land(began, began + 2000);
  await Promise.all(Array.from({ length: 1000 }, (_, n) => land(began + n, began + n + 1)));
  await land(began + 2000, began + 2100);
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: began, end_time: began + 2100 });
  expect(await json('verify')).toMatchObject({ code: 0, data: { exports: [{ objects: 1002, lookedUp: 0 }] } });
  expect(aws.s3.requests.map(({ operation }) => operation)).toEqual(['ListObjectsV2', 'ListObjectsV2']);
});

/** Deploys a stack with five time-based pages, and a walk of three pages through the second after them. */
async function deployWalk() {
  const stack = await deployChain();
  const second = stack.began + 500;
  const end = second + 5;
  const pages = [
    [second, { 'after-cursor': 'a' }],
    [second, { cursor: 'a', 'after-cursor': 'b' }],
    [end, { cursor: 'b', 'after-cursor': 'c' }],
  ] as const;
  const walk: string[] = [];
  for (const [to, metadata] of pages) walk.push(await stack.land(second, to, { pagination: 'cursor', metadata }));
  await stack.aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: stack.began, end_time: end });
  return { ...stack, second, end, walk };
}

describe('verify with a walk', () => {
  it('looks up the metadata of the pages of the walk, and no others', async () => {
    const { json, aws, walk } = await deployWalk();
    expect(await json('verify')).toMatchObject({ code: 0, data: { exports: [{ objects: 8, lookedUp: 3 }] } });
    const lookups = aws.s3.requests.filter(({ operation }) => operation === 'HeadObject');
    expect(lookups.map(({ key }) => key).toSorted()).toEqual(walk.toSorted());
  });

  it.each([0, 1, 2])('reports a gap if page %i of the walk is lost', async (lost) => {
    const { json, aws, walk, second, end } = await deployWalk();
    await aws.s3.objects.delete(walk[lost] ?? '');
    expect(await json('verify')).toMatchObject({ code: 1, data: { exports: [{ gaps: [{ from: second, to: end }] }] } });
  });
});

describe('verify --deep', () => {
  it('names every damaged object', async () => {
    const { json, type, keys } = await deployChain();
    // The objects of the test consist of zeros.
    const damaged = keys.toSorted().map((key) => ({ key, problems: ['content is not valid gzip'] }));
    expect(await json('verify --deep')).toMatchObject({
      code: 1,
      data: { ok: false, exports: [{ complete: true, deep: { checked: 5, damaged } }] },
    });
    expect((await type('verify --deep')).out).toContain(`✘ ${keys[0]}: content is not valid gzip`);
  });
});

it('verify writes nothing to stderr without a terminal', async () => {
  const { type } = await deployChain();
  expect((await type('verify')).err).toBe('');
});
