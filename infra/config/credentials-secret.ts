import type { Account } from './config-schema.ts';
import { kebabName } from './stack-names.ts';

/** Returns the name or ARN of the secret with the credentials of an account of a stack. */
export const credentialsSecretId = (
  stackName: string,
  { subdomain, credentialsSecret }: Pick<Account, 'subdomain' | 'credentialsSecret'>,
): string => credentialsSecret ?? `${kebabName(stackName)}/${subdomain}`;
