import type { Account } from './config-schema.ts';

/** Returns the name or ARN of the secret with an account's credentials. */
export const credentialsSecretId = ({
  subdomain,
  credentialsSecret,
}: Pick<Account, 'subdomain' | 'credentialsSecret'>): string => credentialsSecret ?? `zendesk-lake/${subdomain}`;
