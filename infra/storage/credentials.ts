import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Account } from '../config/config-schema.ts';
import { credentialsSecretId } from '../config/credentials-secret.ts';

type CredentialsOwner = Pick<Account, 'subdomain' | 'credentialsSecret' | 'secretKeyArn'>;

/** The secrets with the credentials of the Zendesk accounts. The stack does not create them. */
export interface Credentials {
  /** Names or ARNs. */
  readonly secretIds: readonly string[];

  /** ARNs and ARN patterns for an IAM statement. */
  readonly secretArns: readonly string[];

  /** Those of them that do not have the default name. */
  readonly otherSecretArns: readonly string[];

  /** ARNs of the customer managed KMS keys that encrypt the secrets. */
  readonly keyArns: readonly string[];
}

/**
 * Refers to the secrets of accounts. A stack that created them would delete the credentials with a rollback, a removed
 * account, a changed subdomain and the stack.
 */
export function referToCredentials(scope: Construct, accounts: readonly CredentialsOwner[]): Credentials {
  const { stackName } = Stack.of(scope);
  const secretIds = (owners: readonly CredentialsOwner[]): string[] => [
    ...new Set(owners.map((account) => credentialsSecretId(stackName, account))),
  ];
  const secretArns = (owners: readonly CredentialsOwner[]): string[] =>
    secretIds(owners).map((id) => (id.startsWith('arn:') ? id : secretArn(scope, `${id}-??????`)));
  return {
    secretIds: secretIds(accounts),
    secretArns: secretArns(accounts),
    otherSecretArns: secretArns(accounts.filter(({ credentialsSecret }) => credentialsSecret !== undefined)),
    keyArns: [...new Set(accounts.flatMap(({ secretKeyArn }) => secretKeyArn ?? []))],
  };
}

/**
 * Returns the ARN pattern of secrets. A secret's ARN ends in `-` and six random characters. AWS recommends six question
 * marks for them. Unlike `-*`, they do not match a longer name.
 *
 * @param name - pattern of the name with these characters
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
export const secretArn = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
