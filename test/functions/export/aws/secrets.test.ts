import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createSecrets } from '#functions/export/aws/secrets.ts';
import { CredentialsError } from '#functions/export/core/errors.ts';
import { LOCAL, NEVER, serviceError } from '#test/support/functions/aws.ts';
import { thrownBy } from '#test/support/functions/thrown.ts';

function stubbed() {
  const client = new SecretsManagerClient(LOCAL);
  const stub = mockClient(client);
  return { stub, read: createSecrets(client, 'this form, or that') };
}

describe('reading a secret', () => {
  it('is one GetSecretValue of its current version, by name or ARN', async () => {
    const { stub, read } = stubbed();
    stub.on(GetSecretValueCommand).resolves({ SecretString: '{"accessToken":"abc"}' });
    expect(await read('zendesk/acme', NEVER)).toBe('{"accessToken":"abc"}');
    expect(stub.calls().map(({ args: [command] }) => command.input)).toEqual([{ SecretId: 'zendesk/acme' }]);
  });

  it('takes a binary secret for its text', async () => {
    const { stub, read } = stubbed();
    stub.on(GetSecretValueCommand).resolves({ SecretBinary: new Uint8Array(Buffer.from('{"ä":1}')) });
    expect(await read('zendesk/acme', NEVER)).toBe('{"ä":1}');
  });

  it('finds an empty one empty', async () => {
    const { stub, read } = stubbed();
    stub.on(GetSecretValueCommand).resolves({});
    expect(await read('zendesk/acme', NEVER)).toBe('');
  });

  it.each([
    ['ResourceNotFoundException', /^The secret zendesk\/acme does not exist, or has no value yet: put one in/],
    ['AccessDeniedException', /^The function may not read the secret zendesk\/acme: grant it/],
    ['DecryptionFailure', /^The secret zendesk\/acme cannot be read \(DecryptionFailure\)\. Check/],
  ])('that fails by %s says what to do and which forms there are', async (name, message) => {
    const { stub, read } = stubbed();
    const cause = serviceError(name, 400);
    stub.on(GetSecretValueCommand).rejects(cause);
    const error = await thrownBy(() => read('zendesk/acme', NEVER));
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toMatch(message);
    expect(error.message).toContain('The forms that it may hold: this form, or that.');
    expect(error.cause).toBe(cause);
  });

  it('that fails by something else than an error is unreadable all the same', async () => {
    const { stub, read } = stubbed();
    const rejected: unknown = 'PLANTED';
    stub.on(GetSecretValueCommand).callsFake(() => Promise.reject(rejected));
    await expect(read('zendesk/acme', NEVER)).rejects.toThrow(
      'The secret zendesk/acme cannot be read (unknown error).',
    );
  });

  it('ends with the signal, even where the SDK is waiting between two attempts', async () => {
    const { stub, read } = stubbed();
    const controller = new AbortController();
    stub.on(GetSecretValueCommand).callsFake(() => {
      controller.abort();
      return new Promise(() => undefined);
    });
    await expect(read('zendesk/acme', controller.signal)).rejects.toThrow(CredentialsError);
  });
});
