import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CLI } from '#common/command.ts';
import { CredentialsError, StorageError } from '../core/errors.ts';
import type { Secrets } from '../core/ports/ports.ts';
import { isDeniedByKey, isOutage, raceAbort } from './call.ts';

/**
 * Reads secrets from AWS Secrets Manager. The returned function throws a CredentialsError if the secret or a permission
 * is the cause, and a StorageError during an outage, which no other secret can resolve.
 * @param forms - the accepted forms of a secret, for messages
 */
export function createSecrets(client: SecretsManagerClient, forms: string): Secrets {
  return async (secretId, signal) => {
    try {
      const command = new GetSecretValueCommand({ SecretId: secretId });
      const secret = await raceAbort(signal, client.send(command, { abortSignal: signal }));
      return secret.SecretString ?? Buffer.from(secret.SecretBinary ?? []).toString('utf8');
    } catch (error) {
      if (isOutage(error)) {
        throw new StorageError(
          `The secret ${secretId} could not be read, because AWS did not answer or failed (${reasonOf(error)}). The next run will retry. If this persists, check the AWS Health Dashboard.`,
          { cause: error },
        );
      }
      throw new CredentialsError(`${describeFailure(secretId, error)} Accepted forms: ${forms}.`, { cause: error });
    }
  };
}

const STORE = `"${CLI} credentials"`;

/** AWS's own message says whether the role, the secret's policy or the KMS key denied. It contains names and ARNs only. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const { name, message } = error;
  return message === '' || message === name ? name : `${name}: ${message}`;
}

function describeFailure(secretId: string, error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  const reason = reasonOf(error);
  if (name === 'ResourceNotFoundException') {
    return `The secret ${secretId} does not exist in this region or has no value yet. Store the credentials with ${STORE}.`;
  }
  if (name === 'InvalidRequestException') {
    return `The secret ${secretId} could not be read (${reason}). If it is scheduled for deletion, restore it with ${STORE}.`;
  }
  if (isDeniedByKey(error)) {
    return `The function's role cannot decrypt the secret ${secretId} (${reason}). Set secretKeyArn to the ARN of its KMS key, and allow the role in the key's policy. Check that the key is enabled.`;
  }
  if (name === 'AccessDeniedException') {
    return `The function's role cannot read the secret ${secretId} (${reason}). Grant it secretsmanager:GetSecretValue on the secret.`;
  }
  return `The secret ${secretId} could not be read (${reason}). Check the secret and its KMS key.`;
}
