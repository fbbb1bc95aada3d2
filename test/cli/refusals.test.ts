import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../support/sandbox/aws/temporary-folder.ts';
import { deployStack, REQUEST } from '../support/cli/deployed-stack.ts';

const COMMANDS = ['doctor', 'status', 'run', 'pause', 'resume', 'rewind --to 1 --yes', 'verify', 'cost'];

const denied = { kind: 'respond', status: 400, code: 'AccessDeniedException' } as const;

describe.each(COMMANDS)('%s', (command) => {
  it('exits with 2 if the stack does not exist, naming the deploy command', async () => {
    const { type } = await deployStack();
    const { code, out, err } = await type(`${command} --stack Nowhere`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/Stack Nowhere does not exist .*--region.*cdk deploy/);
  });

  it('exits with 2 if the first deployment of the stack failed', async () => {
    const { type, plane } = await deployStack();
    plane.cloudFormation.deploy('RolledBack', {});
    expect(await type(`${command} --stack RolledBack`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('its first deployment failed'),
    });
  });

  it('exits with 2 for an unknown account, naming the deployed ones', async () => {
    const { type } = await deployStack({ requests: [REQUEST, { ...REQUEST, subdomain: 'globex' }] });
    const { code, err } = await type(`${command} --account initech`);
    expect(code).toBe(2);
    expect(err).toMatch(/does not export the account initech\. Deployed accounts: acme, globex/);
  });

  it('exits with 2 if access to the stack is denied, also with --json', async () => {
    const { type, json, plane } = await deployStack();
    plane.cloudFormation.intercept(() => ({ kind: 'respond', status: 403, code: 'AccessDenied' }));
    const message = /lack a permission\. Grant them cloudformation:DescribeStacks/;
    expect(await type(command)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
    expect(await json(command)).toEqual({
      code: 2,
      data: { error: { message: expect.stringMatching(message), exitCode: 2 } },
    });
  });
});

describe.each(['run', 'pause', 'resume', 'rewind --to 1 --yes'])('%s', (command) => {
  it('requires --account if several accounts are deployed', async () => {
    const { type } = await deployStack({ requests: [REQUEST, { ...REQUEST, subdomain: 'globex' }] });
    expect(await type(command)).toMatchObject({ code: 2, err: expect.stringContaining('--account acme | globex') });
  });
});

describe.each(['doctor', 'status', 'run', 'rewind --to 1 --yes', 'verify', 'cost'])('%s --resource', (command) => {
  it.each(['calls', 'tickets,nonsense', ''])(
    'exits with 2 for a resource that is not exported: "%s"',
    async (names) => {
      const { type } = await deployStack({ requests: [{ ...REQUEST, resources: ['tickets', 'users'] }] });
      const unknown = names.split(',').at(-1);
      const { code, out, err } = await type(`${command} --resource=${names}`);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(`The resource "${unknown}" is not exported by acme. Exported resources: tickets, users.`);
    },
  );
});

it('--resource names the exported resource that was probably meant', async () => {
  const { type } = await deployStack();
  expect(await type('status --resource ticket')).toMatchObject({
    code: 2,
    err: 'The resource "ticket" is not exported by acme. Did you mean tickets?\n',
  });
});

it('pause and resume have no --resource, because an account has one schedule', async () => {
  const { type } = await deployStack();
  expect(await type('pause --resource tickets')).toMatchObject({
    code: 2,
    err: expect.stringContaining('unknown option'),
  });
});

it('commands that read the table exit with 2 if access to it is denied', async () => {
  const { type, aws } = await deployStack();
  aws.dynamodb.intercept(() => denied);
  for (const command of ['status', 'verify', 'cost', 'rewind --to 1 --yes']) {
    expect(await type(command)).toMatchObject({ code: 2, err: expect.stringMatching(/credentials lack a permission/) });
  }
});

it('rewind exits with 2 if write access to the table is denied', async () => {
  const { type, aws, now } = await deployStack();
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 5, end_time: now() - 100 });
  aws.dynamodb.intercept(({ operation }) => (operation === 'UpdateItem' ? denied : undefined));
  expect(await type('rewind --to 10 --yes')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/credentials lack a permission/),
  });
});

it('commands exit with 2 if access to the schedules or the bucket is denied', async () => {
  const { type, plane, aws, now } = await deployStack();
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 5, end_time: now() - 100 });
  aws.s3.intercept(() => ({ kind: 'respond', status: 403, code: 'AccessDenied' }));
  expect(await type('verify')).toMatchObject({ code: 2, err: expect.stringContaining('Grant them s3:ListBucket') });
  plane.scheduler.intercept(() => ({ kind: 'respond', status: 403, code: 'AccessDeniedException' }));
  expect(await type('pause')).toMatchObject({ code: 2, err: expect.stringContaining('scheduler:ListSchedules') });
});

it('an unknown --profile is reported, without a fallback to other credentials', async () => {
  const { type } = await deployStack();
  const config = join(await temporaryFolder(), 'config');
  await writeFile(config, '[profile mine]\nregion = us-east-1\n');
  vi.stubEnv('AWS_CONFIG_FILE', config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', config);
  expect(await type('status --profile typo')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/AWS credentials are missing or expired\. Check --profile.*typo/),
  });
});

it('--profile selects credentials and region', async () => {
  const { type, plane } = await deployStack();
  const config = join(await temporaryFolder(), 'config');
  await writeFile(config, '[profile mine]\nregion = eu-west-3\naws_access_key_id = MINE\naws_secret_access_key = s\n');
  vi.stubEnv('AWS_CONFIG_FILE', config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', config);
  vi.stubEnv('AWS_REGION', undefined);
  expect(await type('status --profile mine')).toMatchObject({ code: 0 });
  expect(plane.cloudFormation.requests[0]?.headers.authorization).toContain('Credential=MINE/');
  expect(plane.cloudFormation.requests[0]?.headers.authorization).toContain('/eu-west-3/');
});

it('AWS_DEFAULT_REGION is the region if AWS_REGION is not set, as for the CDK', async () => {
  const { type, plane } = await deployStack();
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_DEFAULT_REGION', 'eu-north-1');
  expect(await type('status')).toMatchObject({ code: 0 });
  expect(plane.cloudFormation.requests[0]?.headers.authorization).toContain('/eu-north-1/');
});

it('a bucket in another region is named', async () => {
  const { type, aws, now } = await deployStack();
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 5, end_time: now() - 100 });
  aws.s3.intercept(() => ({ kind: 'respond', status: 301, code: 'PermanentRedirect' }));
  expect(await type('verify')).toMatchObject({ code: 2, err: expect.stringContaining('bucket is in another region') });
  expect((await type('doctor')).out).toContain('The bucket is in another region. Use a bucket in the region');
});

it('a missing region is reported', async () => {
  const { type } = await deployStack();
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  const message = /No AWS region is set\. Set AWS_REGION, which npx cdk uses too, or pass --region/;
  expect(await type('status')).toMatchObject({ code: 2, err: expect.stringMatching(message) });
});

it('a stack without the expected outputs is reported', async () => {
  const { type, plane } = await deployStack();
  plane.cloudFormation.deploy('Other', { LakeBucketName: 'lake' });
  expect(await type('status --stack Other')).toMatchObject({ code: 2, err: expect.stringContaining('LakePrefix') });
});

it('a schedule with an invalid input is reported', async () => {
  const { type } = await deployStack({ requests: [{ subdomain: 'acme' }] });
  expect(await type('status')).toMatchObject({ code: 2, err: expect.stringContaining('ZendeskLake-acme') });
});

it.each(['', 'frobnicate', 'status --frobnicate', 'rewind', 'rewind --to'])(
  'invalid usage exits with 2: %s',
  async (line) => {
    const { type } = await deployStack();
    expect(await type(line)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/error|Usage/) });
  },
);

it('--help lists the exit codes and options', async () => {
  const { type } = await deployStack();
  expect(await type('--help')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/Exit codes:.*3 +another run holds the lease/s),
  });
  expect(await type('rewind --help')).toMatchObject({ code: 0, out: expect.stringContaining('--profile') });
});

it.each([
  ['credentials planted', "too many arguments for 'credentials'. Expected 0 arguments but got 1."],
  ['init {"accessToken":"planted"}', "too many arguments for 'init'. Expected 0 arguments but got 1."],
  ['credentials --token=planted', "unknown option '--token'"],
])('never prints credentials that are passed as an argument: %s', async (command, problem) => {
  const { type } = await deployStack();
  const { code, out, err } = await type(command);
  expect({ code, out, err: err.trim() }).toEqual({ code: 2, out: '', err: `error: ${problem}` });
});

const missing = { kind: 'respond', status: 404, code: 'ResourceNotFoundException' } as const;

describe('a part of the stack that was deleted', () => {
  it.each([
    ['run', 'lambda', 'The function of the stack does not exist'],
    ['cost', 'lambda', 'The function of the stack does not exist'],
    ['status', 'scheduler', 'The schedule of the stack does not exist'],
  ] as const)('%s names the %s and the next step', async (command, service, part) => {
    const { type, plane } = await deployStack();
    plane[service].intercept(() => missing);
    const { code, err } = await type(command);
    expect(code).toBe(2);
    expect(err).toContain(part);
    expect(err).toContain('"Deploy again after destroy" in docs/runbook.md');
  });

  it.each(['status', 'verify'])('%s names the table and the next step', async (command) => {
    const { type, aws } = await deployStack();
    aws.dynamodb.intercept(() => ({ ...missing, status: 400 }));
    expect(await type(command)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/The cursor table of the stack does not exist.*"Deploy again after destroy"/),
    });
  });
});
