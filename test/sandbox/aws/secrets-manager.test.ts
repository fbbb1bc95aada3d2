import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { type LocalSecretsManager, startSecretsManager } from '#sandbox/aws/secrets-manager.ts';
import { scaledClock } from '#sandbox/clock.ts';
import { secretsClient } from '#test/support/sandbox/aws/clients.ts';

async function start(): Promise<LocalSecretsManager> {
  const server = await startSecretsManager({ clock: scaledClock(1) });
  onTestFinished(() => server.close());
  return server;
}

const get = (server: LocalSecretsManager, SecretId: string) =>
  secretsClient(server.url).send(new GetSecretValueCommand({ SecretId }));

const notFound = expect.objectContaining({ name: 'ResourceNotFoundException' });

test('GetSecretValue returns a secret by its name and by its ARN', async () => {
  const secrets = await start();
  secrets.put('zendesk/acme', '{"accessToken":"t"}');
  const byName = await get(secrets, 'zendesk/acme');
  expect(byName).toMatchObject({ Name: 'zendesk/acme', SecretString: '{"accessToken":"t"}' });
  expect(await get(secrets, byName.ARN ?? '')).toMatchObject({ SecretString: '{"accessToken":"t"}' });
});

test('GetSecretValue returns the new value and version after a rotation, under the same ARN', async () => {
  const secrets = await start();
  secrets.put('s', 'old');
  const before = await get(secrets, 's');
  secrets.put('s', 'new');
  const after = await get(secrets, 's');
  expect(after).toMatchObject({ SecretString: 'new', ARN: before.ARN });
  expect(after.VersionId).not.toBe(before.VersionId);
});

test('GetSecretValue rejects an unknown secret', async () => {
  await expect(get(await start(), 'unknown')).rejects.toThrow(notFound);
});

test('GetSecretValue rejects a secret that was created empty', async () => {
  const secrets = await start();
  secrets.put('empty');
  await expect(get(secrets, 'empty')).rejects.toThrow(notFound);
  await expect(get(secrets, 'empty')).rejects.toThrow(/AWSCURRENT/);
});

test('the request log contains the secret id and no value', async () => {
  const secrets = await start();
  secrets.put('s', 'hunter2');
  await get(secrets, 's');
  expect(secrets.requests).toMatchObject([{ operation: 'GetSecretValue', key: 's', status: 200 }]);
  expect(JSON.stringify(secrets.requests)).not.toContain('hunter2');
});

test('CreateSecret, PutSecretValue and DescribeSecret behave as those of AWS', async () => {
  const server = await start();
  const client = secretsClient(server.url);
  const created = await client.send(new CreateSecretCommand({ Name: 's', SecretString: 'old', KmsKeyId: 'key' }));
  await expect(client.send(new CreateSecretCommand({ Name: 's', SecretString: 'new' }))).rejects.toMatchObject({
    name: 'ResourceExistsException',
  });
  await client.send(new PutSecretValueCommand({ SecretId: 's', SecretString: 'new' }));
  expect(await get(server, 's')).toMatchObject({ SecretString: 'new', ARN: created.ARN });
  expect(await client.send(new DescribeSecretCommand({ SecretId: 's' }))).toMatchObject({ Name: 's', KmsKeyId: 'key' });
  await expect(client.send(new DescribeSecretCommand({ SecretId: 'none' }))).rejects.toThrow(notFound);
});

test('a secret that is scheduled for deletion can only be described and restored', async () => {
  const server = await start();
  const client = secretsClient(server.url);
  server.put('s', 'value');
  server.scheduleDeletion('s');
  const rejected = { name: 'InvalidRequestException' };
  await expect(get(server, 's')).rejects.toMatchObject(rejected);
  await expect(client.send(new PutSecretValueCommand({ SecretId: 's', SecretString: 'new' }))).rejects.toMatchObject(
    rejected,
  );
  await expect(client.send(new CreateSecretCommand({ Name: 's', SecretString: 'new' }))).rejects.toMatchObject(
    rejected,
  );
  expect((await client.send(new DescribeSecretCommand({ SecretId: 's' }))).DeletedDate).toBeInstanceOf(Date);
  await client.send(new RestoreSecretCommand({ SecretId: 's' }));
  expect(await get(server, 's')).toMatchObject({ SecretString: 'value' });
});
