/** Returns the default name of the secret with the credentials of a Zendesk account. */
export const defaultSecretName = (subdomain: string): string => `zendesk-lake/${subdomain}`;
