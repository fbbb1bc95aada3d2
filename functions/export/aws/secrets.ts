import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CredentialsError } from '../core/errors.ts';
import type { Secrets } from '../core/ports/ports.ts';
import { raceAbort } from './call.ts';

/**
 * Secrets from AWS Secrets Manager.
 * @param forms - the forms of credentials there are, for messages
 */
export function createSecrets(client: SecretsManagerClient, forms: string): Secrets {
  return async (secretId, signal) => {
    try {
      const command = new GetSecretValueCommand({ SecretId: secretId });
      const secret = await raceAbort(signal, client.send(command, { abortSignal: signal }));
      return secret.SecretString ?? Buffer.from(secret.SecretBinary ?? []).toString('utf8');
    } catch (error) {
      throw new CredentialsError(`${whatIsWrong(secretId, error)} The forms that it may hold: ${forms}.`, {
        cause: error,
      });
    }
  };
}

function whatIsWrong(secretId: string, error: unknown): string {
  const name = error instanceof Error ? error.name : 'unknown error';
  switch (name) {
    case 'ResourceNotFoundException':
      return `The secret ${secretId} does not exist, or has no value yet: put one in with "aws secretsmanager put-secret-value".`;
    case 'AccessDeniedException':
      return `The function may not read the secret ${secretId}: grant it secretsmanager:GetSecretValue on it.`;
    default:
      return `The secret ${secretId} cannot be read (${name}). Check the AWS Health Dashboard and the secret's key; the next run tries again.`;
  }
}
