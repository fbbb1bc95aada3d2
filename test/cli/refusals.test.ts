import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../support/sandbox/aws/temporary-folder.ts';
import { deployed, REQUEST } from '../support/cli/deployed.ts';

const COMMANDS = ['doctor', 'status', 'run', 'pause', 'resume', 'rewind --to 1 --yes', 'verify', 'cost'];

const denied = { kind: 'respond', status: 400, code: 'AccessDeniedException' } as const;

describe.each(COMMANDS)('%s', (command) => {
  it('without the stack says so and how to get one', async () => {
    const { type } = await deployed();
    const { code, out, err } = await type(`${command} --stack Nowhere`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/no stack Nowhere .*--region.*cdk deploy/);
  });

  it('of an account that is not deployed names those that are', async () => {
    const { type } = await deployed({ requests: [REQUEST, { ...REQUEST, subdomain: 'globex' }] });
    const { code, err } = await type(`${command} --account initech`);
    expect(code).toBe(2);
    expect(err).toMatch(/no account initech; it exports acme, globex/);
  });

  it('without rights on the stack says so, also as JSON', async () => {
    const { type, json, plane } = await deployed();
    plane.cloudFormation.intercept(() => ({ kind: 'respond', status: 403, code: 'AccessDenied' }));
    expect(await type(command)).toMatchObject({ code: 2, err: expect.stringMatching(/credentials lack a permission/) });
    expect(await json(command)).toEqual({
      code: 2,
      data: { error: { message: expect.stringMatching(/credentials lack a permission/), exitCode: 2 } },
    });
  });
});

describe.each(['run', 'pause', 'resume', 'rewind --to 1 --yes'])('%s', (command) => {
  it('with several accounts asks which one', async () => {
    const { type } = await deployed({ requests: [REQUEST, { ...REQUEST, subdomain: 'globex' }] });
    expect(await type(command)).toMatchObject({ code: 2, err: expect.stringContaining('--account acme | globex') });
  });
});

it('without rights on the table says so where it is needed', async () => {
  const { type, aws } = await deployed();
  aws.dynamodb.intercept(() => denied);
  for (const command of ['status', 'verify', 'cost', 'rewind --to 1 --yes']) {
    expect(await type(command)).toMatchObject({ code: 2, err: expect.stringMatching(/credentials lack a permission/) });
  }
});

it('without rights to write the table leaves a rewind undone', async () => {
  const { type, aws, now } = await deployed();
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 5, end_time: now() - 100 });
  aws.dynamodb.intercept(({ operation }) => (operation === 'UpdateItem' ? denied : undefined));
  expect(await type('rewind --to 10 --yes')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/credentials lack a permission/),
  });
});

it('without rights on schedules or the lake says so', async () => {
  const { type, plane, aws, now } = await deployed();
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 5, end_time: now() - 100 });
  aws.s3.intercept(() => ({ kind: 'respond', status: 403, code: 'AccessDenied' }));
  expect(await type('verify')).toMatchObject({ code: 2, err: expect.stringMatching(/lack a permission/) });
  plane.scheduler.intercept(() => ({ kind: 'respond', status: 403, code: 'AccessDeniedException' }));
  expect(await type('pause')).toMatchObject({ code: 2, err: expect.stringMatching(/lack a permission/) });
});

it('with a profile that does not exist says so', async () => {
  const { type } = await deployed();
  const config = join(await temporaryFolder(), 'config');
  await writeFile(config, '[profile mine]\nregion = us-east-1\n');
  vi.stubEnv('AWS_CONFIG_FILE', config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', config);
  expect(await type('status --profile typo')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/AWS credentials are missing or expired: check --profile.*typo/),
  });
});

it('takes credentials and region of the profile asked for, and of no other', async () => {
  const { type, plane } = await deployed();
  const config = join(await temporaryFolder(), 'config');
  await writeFile(config, '[profile mine]\nregion = eu-west-3\naws_access_key_id = MINE\naws_secret_access_key = s\n');
  vi.stubEnv('AWS_CONFIG_FILE', config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', config);
  vi.stubEnv('AWS_REGION', undefined);
  expect(await type('status --profile mine')).toMatchObject({ code: 0 });
  expect(plane.cloudFormation.requests[0]?.headers.authorization).toContain('Credential=MINE/');
  expect(plane.cloudFormation.requests[0]?.headers.authorization).toContain('/eu-west-3/');
});

it('without a region says so', async () => {
  const { type } = await deployed();
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  expect(await type('status')).toMatchObject({ code: 2, err: expect.stringContaining('give --region') });
});

it('of a stack that is none of ours, or older, says what it lacks', async () => {
  const { type, plane } = await deployed();
  plane.cloudFormation.deploy('Other', { LakeBucketName: 'lake' });
  expect(await type('status --stack Other')).toMatchObject({ code: 2, err: expect.stringContaining('LakePrefix') });
});

it('of a schedule that somebody has changed says so', async () => {
  const { type } = await deployed({ requests: [{ subdomain: 'acme' }] });
  expect(await type('status')).toMatchObject({ code: 2, err: expect.stringContaining('ZendeskLake-acme') });
});

it.each(['', 'frobnicate', 'status --frobnicate', 'rewind', 'rewind --to'])(
  'typed wrongly (%s) is refused',
  async (line) => {
    const { type } = await deployed();
    expect(await type(line)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/error|Usage/) });
  },
);

it('tells its exit codes and options', async () => {
  const { type } = await deployed();
  expect(await type('--help')).toMatchObject({ code: 0, out: expect.stringMatching(/Exit codes:.*3 +a run holds/s) });
  expect(await type('rewind --help')).toMatchObject({ code: 0, out: expect.stringContaining('--profile') });
});
