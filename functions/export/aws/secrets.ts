import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CredentialsError } from '../core/errors.ts';
import type { Secrets } from '../core/ports/ports.ts';
import { raceAbort } from './call.ts';

/**
 * Reads secrets from AWS Secrets Manager. The returned function throws CredentialsError.
 * @param forms - the accepted forms of a secret, for messages
 */
export function createSecrets(client: SecretsManagerClient, forms: string): Secrets {
  return async (secretId, signal) => {
    try {
      const command = new GetSecretValueCommand({ SecretId: secretId });
      const secret = await raceAbort(signal, client.send(command, { abortSignal: signal }));
      return secret.SecretString ?? Buffer.from(secret.SecretBinary ?? []).toString('utf8');
    } catch (error) {
      throw new CredentialsError(`${describeFailure(secretId, error)} Accepted forms: ${forms}.`, { cause: error });
    }
  };
}

function describeFailure(secretId: string, error: unknown): string {
  const name = error instanceof Error ? error.name : 'unknown error';
  switch (name) {
    case 'ResourceNotFoundException':
      return `The secret ${secretId} does not exist or has no value yet. Set one with "aws secretsmanager put-secret-value".`;
    case 'AccessDeniedException':
      return `The function's role cannot read the secret ${secretId}. Grant it secretsmanager:GetSecretValue on the secret.`;
    default:
      return `The secret ${secretId} could not be read (${name}). Check the AWS Health Dashboard and the secret's KMS key. The next run will retry.`;
  }
}
