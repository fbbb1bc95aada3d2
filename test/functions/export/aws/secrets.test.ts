import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createSecrets } from '#functions/export/aws/secrets.ts';
import { CredentialsError, StorageError } from '#functions/export/core/errors.ts';
import { LOCAL, NEVER, serviceError } from '#test/support/functions/aws.ts';
import { thrownBy } from '#test/support/functions/thrown.ts';

function stubbed() {
  const client = new SecretsManagerClient(LOCAL);
  const stub = mockClient(client);
  return { stub, read: createSecrets(client, 'this form, or that') };
}

describe('createSecrets', () => {
  it('reads the current version of a secret with one GetSecretValue', async () => {
    const { stub, read } = stubbed();
    stub.on(GetSecretValueCommand).resolves({ SecretString: '{"accessToken":"abc"}' });
    expect(await read('zendesk/acme', NEVER)).toBe('{"accessToken":"abc"}');
    expect(stub.calls().map(({ args: [command] }) => command.input)).toEqual([{ SecretId: 'zendesk/acme' }]);
  });

  it('decodes a binary secret as UTF-8', async () => {
    const { stub, read } = stubbed();
    stub.on(GetSecretValueCommand).resolves({ SecretBinary: new Uint8Array(Buffer.from('{"ä":1}')) });
    expect(await read('zendesk/acme', NEVER)).toBe('{"ä":1}');
  });

  it('returns an empty text for a secret without a value', async () => {
    const { stub, read } = stubbed();
    stub.on(GetSecretValueCommand).resolves({});
    expect(await read('zendesk/acme', NEVER)).toBe('');
  });

  it.each([
    ['ResourceNotFoundException', '', /does not exist in this region or has no value yet\. .*"node cli credentials"/],
    [
      'InvalidRequestException',
      'It was marked for deletion.',
      /It was marked for deletion\..*restore it with "node cli/,
    ],
    ['AccessDeniedException', 'User: role is not authorized.', /role cannot read .*User: role is not.*GetSecretValue/],
    ['AccessDeniedException', 'Access to KMS is not allowed', /cannot decrypt .*Access to KMS is.*secretKeyArn/],
    [
      'DecryptionFailure',
      'The key is disabled.',
      /cannot decrypt .*The key is disabled\..*Check that the key is enabled/,
    ],
    ['InvalidParameterException', '', /could not be read \(InvalidParameterException\)\. Check/],
  ])('quotes AWS and names the fix and the accepted forms for a %s: %s', async (name, reason, message) => {
    const { stub, read } = stubbed();
    const cause = serviceError(name, 400, reason);
    stub.on(GetSecretValueCommand).rejects(cause);
    const error = await thrownBy(() => read('zendesk/acme', NEVER));
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toMatch(message);
    expect(error.message).toContain('secret zendesk/acme ');
    expect(error.message).toContain('Accepted forms: this form, or that.');
    expect(error.cause).toBe(cause);
  });

  it.each([
    ['InternalServiceError', 500],
    ['ServiceUnavailable', 503],
    ['ThrottlingException', 400],
    ['TimeoutError', undefined],
  ])('throws a StorageError during an outage, so that no alarm names the credentials: %s', async (name, status) => {
    const { stub, read } = stubbed();
    stub.on(GetSecretValueCommand).rejects(serviceError(name, status));
    const error = await thrownBy(() => read('zendesk/acme', NEVER));
    expect(error).toBeInstanceOf(StorageError);
    expect(error.message).toMatch(new RegExp(`${name}.*AWS Health Dashboard`));
    expect(error.message).not.toContain('forms');
  });

  it('throws a CredentialsError if the SDK rejects with a value other than an Error', async () => {
    const { stub, read } = stubbed();
    const rejected: unknown = 'PLANTED';
    stub.on(GetSecretValueCommand).callsFake(() => Promise.reject(rejected));
    await expect(read('zendesk/acme', NEVER)).rejects.toThrow(
      'The secret zendesk/acme could not be read (unknown error).',
    );
  });

  it('rejects on abort even while the SDK waits between two attempts', async () => {
    const { stub, read } = stubbed();
    const controller = new AbortController();
    stub.on(GetSecretValueCommand).callsFake(() => {
      controller.abort();
      return new Promise(() => undefined);
    });
    await expect(read('zendesk/acme', controller.signal)).rejects.toThrow(StorageError);
  });
});
