import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { startAws } from '#sandbox/aws/index.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('clients configured only by environment variables reach all three services', async () => {
  const aws = await startAws({ lakeDir: await temporaryFolder() });
  onTestFinished(() => aws.close());
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);

  const Bucket = aws.env.LAKE_BUCKET;
  await new S3Client().send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  expect(await aws.s3.objects.keys('')).toEqual(['a']);

  await aws.dynamodb.putItem({ export_id: 'acme/tickets', end_time: 1 });
  const read = new GetItemCommand({ TableName: aws.env.CURSOR_TABLE, Key: { export_id: { S: 'acme/tickets' } } });
  expect((await new DynamoDBClient().send(read)).Item?.end_time).toEqual({ N: '1' });

  aws.secrets.put('s', 'v');
  const secret = await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: 's' }));
  expect(secret.SecretString).toBe('v');
});

test.each([
  [true, 1],
  [false, 0],
])('the services keep their requests if keepsRequests is %s', async (keepsRequests, expected) => {
  const aws = await startAws({ lakeDir: await temporaryFolder(), keepsRequests });
  onTestFinished(() => aws.close());
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
  await new S3Client().send(new PutObjectCommand({ Bucket: aws.env.LAKE_BUCKET, Key: 'a', Body: 'x' }));
  expect(aws.s3.requests).toHaveLength(expected);
});
