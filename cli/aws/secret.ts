import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** A secret without its value. */
export type SecretState = {
  /** The customer managed KMS key; undefined for the AWS managed key. */
  readonly kmsKey: string | undefined;
  /** When the secret is deleted, in epoch milliseconds; undefined unless its deletion is scheduled. */
  readonly deletedAt: number | undefined;
};

/**
 * Reads the state of a secret. Returns undefined if it does not exist.
 * @param secretId - name or full ARN
 */
export async function findSecret(client: SecretsManagerClient, secretId: string): Promise<SecretState | undefined> {
  try {
    const { KmsKeyId, DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId: secretId }));
    return { kmsKey: KmsKeyId, deletedAt: DeletedDate?.getTime() };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/**
 * Stores the value of a secret: creates the secret, cancels its deletion, or adds a version.
 * @param state - as found before; undefined if the secret does not exist
 */
export async function storeSecret(
  client: SecretsManagerClient,
  { name, value, description, kmsKey }: NewSecret,
  state: SecretState | undefined,
): Promise<'created' | 'restored' | 'updated'> {
  if (state === undefined) {
    const input = { Name: name, Description: description, SecretString: value };
    await client.send(new CreateSecretCommand({ ...input, ...(kmsKey !== undefined && { KmsKeyId: kmsKey }) }));
    return 'created';
  }
  if (state.deletedAt !== undefined) await client.send(new RestoreSecretCommand({ SecretId: name }));
  await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
  return state.deletedAt === undefined ? 'updated' : 'restored';
}

export type NewSecret = {
  /** Name, or full ARN of an existing secret. */
  readonly name: string;
  readonly value: string;
  readonly description: string;
  /** ARN of the KMS key of a new secret. Default: the AWS managed key. */
  readonly kmsKey: string | undefined;
};
