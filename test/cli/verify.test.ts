import { describe, expect, it } from 'vitest';
import { deployed, type Deployed, REQUEST } from '../support/cli/deployed.ts';

/** Five pages of a hundred seconds each. */
async function chained(
  options: Parameters<typeof deployed>[0] = {},
): Promise<Deployed & { readonly began: number; readonly keys: readonly string[] }> {
  const stack = await deployed(options);
  const began = 1_790_000_000;
  const keys: string[] = [];
  for (let n = 0; n < 5; n += 1) keys.push(await stack.land(began + n * 100, began + (n + 1) * 100));
  await stack.aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: began, end_time: began + 500 });
  return { ...stack, began, keys };
}

it('of an empty table or lake finds nothing missing, where nothing was promised', async () => {
  const { type, aws } = await deployed();
  expect(await type('verify --deep')).toMatchObject({
    code: 0,
    out: expect.stringContaining('nothing has been read yet'),
  });
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 5, end_time: 5 });
  expect(await type('verify')).toMatchObject({ code: 0, out: expect.stringContaining('no gap') });
});

it('of an empty lake finds everything missing that the cursor promises', async () => {
  const { json, aws } = await deployed();
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 0, end_time: 86_400 });
  expect(await json('verify')).toMatchObject({
    code: 1,
    data: { ok: false, exports: [{ gaps: [{ from: 0, to: 86_400 }] }] },
  });
});

it('proves a whole chain', async () => {
  const { type } = await chained();
  expect(await type('verify')).toMatchObject({ code: 0, out: expect.stringMatching(/✔ no gap from .* 5 objects/) });
});

it.each([
  ['first', 0],
  ['middle', 2],
  ['last', 4],
])('finds that the %s object is lost, where exactly, and how to read it again', async (_, lost) => {
  const stack = await chained();
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
          rewind: `npx zendesk-lake rewind --to ${time} --account acme`,
        },
      ],
    },
  });
  expect((await stack.type('verify')).out).toContain(`✘ a gap from ${time} to`);
});

it('repeats the stack, profile and region in the command that it names', async () => {
  const { json, plane, aws } = await chained();
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

it('begins at the oldest object where objects expire, and says so', async () => {
  const stack = await chained({ outputs: { ObjectExpirationDays: '30' } });
  await stack.aws.s3.objects.delete(stack.keys[0] ?? '');
  const { code, out } = await stack.type('verify');
  expect(code).toBe(0);
  expect(out).toMatch(/Objects expire after 30 days: proved from the oldest object on/);
  await stack.aws.s3.objects.delete(stack.keys[2] ?? '');
  expect(await stack.type('verify')).toMatchObject({ code: 1 });
});

it('begins at the oldest object where it is told to', async () => {
  const stack = await chained();
  await stack.aws.s3.objects.delete(stack.keys[0] ?? '');
  expect(await stack.type('verify')).toMatchObject({ code: 1 });
  expect(await stack.type('verify --from-oldest')).toMatchObject({
    code: 0,
    out: expect.stringContaining('proved from the oldest object on'),
  });
});

it('looks at each account’s own objects and cursor', async () => {
  const globex = { subdomain: 'globex', credentialsSecretId: 's' };
  const stack = await chained({ requests: [REQUEST, globex] });
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

it('lists more objects than one answer holds, and looks up none that were read by time', async () => {
  const { json, land, aws } = await deployed();
  const began = 1_790_000_000;
  await land(began, began + 2000);
  await Promise.all(Array.from({ length: 1000 }, (_, n) => land(began + n, began + n + 1)));
  await land(began + 2000, began + 2100);
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: began, end_time: began + 2100 });
  expect(await json('verify')).toMatchObject({ code: 0, data: { exports: [{ objects: 1002, lookedUp: 0 }] } });
  expect(aws.s3.requests.map(({ operation }) => operation)).toEqual(['ListObjectsV2', 'ListObjectsV2']);
});

/** Five pages by time, and a walk in three pages through the second after them. */
async function walked() {
  const stack = await chained();
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

describe('a walk', () => {
  it('is proved by the metadata of its pages, and of no others', async () => {
    const { json, type, aws, walk } = await walked();
    expect(await json('verify')).toMatchObject({ code: 0, data: { exports: [{ objects: 8, lookedUp: 3 }] } });
    const asked = aws.s3.requests.filter(({ operation }) => operation === 'HeadObject');
    expect(asked.map(({ key }) => key).toSorted()).toEqual(walk.toSorted());
    expect(await type('verify')).toMatchObject({ out: expect.stringContaining('8 objects, 3 of them looked up') });
  });

  it.each([0, 1, 2])('that has lost its page %i shows a gap', async (lost) => {
    const { json, aws, walk, second, end } = await walked();
    await aws.s3.objects.delete(walk[lost] ?? '');
    expect(await json('verify')).toMatchObject({ code: 1, data: { exports: [{ gaps: [{ from: second, to: end }] }] } });
  });
});

describe('--deep', () => {
  it('names every object that is not what was landed', async () => {
    const { json, type, keys } = await chained();
    // What the tests land as a page is none.
    const damaged = keys.toSorted().map((key) => ({ key, problems: ['it cannot be inflated'] }));
    expect(await json('verify --deep')).toMatchObject({
      code: 1,
      data: { ok: false, exports: [{ complete: true, deep: { checked: 5, damaged } }] },
    });
    expect((await type('verify --deep')).out).toContain(`✘ ${keys[0]}: it cannot be inflated`);
  });
});

it('shows nothing beside what was asked for, where nobody watches', async () => {
  const { type } = await chained();
  expect((await type('verify')).err).toBe('');
});
