import type { AcceptedCredentials } from '#sandbox/zendesk/index.ts';
import type { Setup } from '../scenario.ts';

export type CredentialSet = {
  /** The credentials that Zendesk accepts. */
  readonly accepted: AcceptedCredentials;
  /** The value of the secret, as JSON. */
  readonly secret: string;
  /** Texts that must not appear in a log or an error. */
  readonly confidential: readonly string[];
};

/** The credentials of an account after this many rotations. */
export function credentialSet({ credentials, expiresIn }: Setup, rotations: number): CredentialSet {
  const planted = `planted-secret-${rotations}`;
  const basic = (user: string): string => Buffer.from(`${user}:${planted}`).toString('base64');
  switch (credentials) {
    case 'client': {
      const client = { clientId: 'lake', clientSecret: planted };
      const accepted = { clients: [{ ...client, ...(expiresIn !== null && { expiresIn }) }] };
      return { accepted, secret: JSON.stringify(client), confidential: [planted] };
    }
    case 'accessToken':
      return {
        accepted: { accessTokens: [{ accessToken: planted }] },
        secret: JSON.stringify({ accessToken: planted }),
        confidential: [planted],
      };
    case 'apiToken': {
      const token = { email: 'lake@acme.example', apiToken: planted };
      return {
        accepted: { apiTokens: [token] },
        secret: JSON.stringify(token),
        confidential: [planted, basic(`${token.email}/token`)],
      };
    }
    case 'password': {
      const login = { username: 'lake', password: planted };
      return {
        accepted: { passwords: [login] },
        secret: JSON.stringify(login),
        confidential: [planted, basic('lake')],
      };
    }
  }
}
