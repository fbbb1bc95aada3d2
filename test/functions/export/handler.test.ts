import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { scaledClock } from '#sandbox/clock.ts';
import { createAccount, startZendesk, type ZendeskServer } from '#sandbox/zendesk/index.ts';

const dynamodb = mockClient(DynamoDBClient);
const s3 = mockClient(S3Client);
const secretsManager = mockClient(SecretsManagerClient);
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 };
let zendesk: ZendeskServer;

beforeEach(async () => {
  for (const mock of [dynamodb, s3, secretsManager]) mock.reset();
  dynamodb.on(BatchGetItemCommand).resolves({});
  const clock = scaledClock(1);
  const account = createAccount({ clock });
  account.create({ second: 1_700_000_000 });
  zendesk = await startZendesk({ clock, account, credentials: { accessTokens: [{ accessToken: 'planted-token' }] } });
  vi.stubEnv('LAKE_BUCKET', 'acme-lake');
  vi.stubEnv('CURSOR_TABLE', 'cursors');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('ZENDESK_BASE_URL', zendesk.url);
  // The logger then writes to the global console, which the tests can spy on.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await zendesk.close();
});

// The classes themselves are mocked, which other test files of this worker use.
afterAll(() => {
  for (const mock of [dynamodb, s3, secretsManager]) mock.restore();
});

const event = { subdomain: 'acme', credentialsSecretId: 'zendesk-lake/acme' };

it('acquires the lease, lands the page, then checkpoints and releases the lease in one write', async () => {
  const { handler } = await import('#functions/export/handler.ts');
  const calls: string[] = [];
  dynamodb.on(UpdateItemCommand).callsFake((input: { UpdateExpression: string }) => {
    calls.push(input.UpdateExpression.slice(0, 15));
    return { Attributes: { export_id: { S: 'acme/tickets' } } };
  });
  s3.on(PutObjectCommand).callsFake((input: { Key: string }) => void calls.push(input.Key));
  secretsManager.on(GetSecretValueCommand).resolves({ SecretString: '{"accessToken":"planted-token"}' });

  const result = await handler(event, context);

  expect(result).toMatchObject({ subdomain: 'acme', exports: [{ outcome: 'caught_up', pages: 1, records: 1 }] });
  expect(calls).toHaveLength(3);
  expect(calls[0]).toBe('SET lease_owner');
  expect(calls[1]).toMatch(
    /^zendesk\/tickets\/subdomain=acme\/dt=2023-11-14\/0000000000-1700000000-[0-9a-f]{12}\.json\.gz$/,
  );
  expect(calls[2]).toMatch(/^SET end_time/);
});

it('logs one line per page and per run, and errors with name and message, without secrets or ticket content', async () => {
  const { handler } = await import('#functions/export/handler.ts');
  const lines: { level: string; message: string }[] = [];
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  }
  dynamodb.on(UpdateItemCommand).resolves({ Attributes: { export_id: { S: 'acme/tickets' } } });
  s3.on(PutObjectCommand).resolves({});
  secretsManager.on(GetSecretValueCommand).resolves({ SecretString: '{"accessToken":"planted-token"}' });

  await handler(event, context);
  await expect(handler({ ...event, nope: 1 }, context)).rejects.toMatchObject({ name: 'InvalidRequestError' });
  vi.stubEnv('LAKE_BUCKET', '');
  await expect(handler(event, context)).rejects.toMatchObject({ name: 'InvalidRequestError' });

  expect(lines).toMatchObject([
    { level: 'INFO', message: 'page', export: 'acme/tickets', records: 1, landed: 'new' },
    { level: 'INFO', message: 'run', subdomain: 'acme', exports: [{ outcome: 'caught_up' }] },
    {
      level: 'ERROR',
      message: 'run',
      failed: { name: 'InvalidRequestError', message: expect.stringContaining('nope') },
    },
    {
      level: 'ERROR',
      message: 'run',
      failed: { name: 'InvalidRequestError', message: expect.stringContaining('LAKE_BUCKET') },
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain('planted-token');
  const [ticket] = zendesk.account.latestRecords();
  expect(JSON.stringify(lines)).not.toContain((JSON.parse(ticket?.text ?? '') as { subject: string }).subject);
});

it('returns lease_held without calling Zendesk if another run holds the lease', async () => {
  const { handler } = await import('#functions/export/handler.ts');
  dynamodb.on(UpdateItemCommand).rejects(new ConditionalCheckFailedException({ message: 'held', $metadata: {} }));

  expect(await handler(event, context)).toMatchObject({ exports: [{ outcome: 'lease_held' }] });
  expect(zendesk.requests).toEqual([]);
});
