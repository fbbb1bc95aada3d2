import { createHash } from 'node:crypto';
import type { Caller } from './access.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import {
  basicPrincipals,
  type AcceptedCredentials,
  type Grant,
  type OAuthClient,
  type Principal,
} from './credentials.ts';
import { INVALID_TOKEN, NOT_AUTHENTICATED } from './refusals.ts';

/** Response for wrong client credentials, as in RFC 6749, 5.2. That Zendesk uses this form is an assumption. */
const INVALID_CLIENT = jsonAnswer(401, {
  error: 'invalid_client',
  error_description: 'The client failed to authenticate.',
});

/** Bounds of a requested `expires_in` (https://support.zendesk.com/hc/en-us/articles/9182123625370). */
const MIN_SECONDS = 300;
const MAX_SECONDS = 172_800;

/** Headers of a response with a token (recorded in useairfoil/typescript-sdk, `api.vcr.test.cassette`). */
const TOKEN_HEADERS = { 'cache-control': 'no-store', 'content-type': 'application/json', pragma: 'no-cache' };

/** Authentication for one simulated account. */
export type Auth = {
  /**
   * Identifies the user of an `Authorization` header. Without credentials, or with a wrong password, it is the anonymous
   * user. A wrong token is an error (CloudSecurityAlliance/csa-zendesk, `analysis/API-SURFACE.md`).
   *
   * @returns the user, or the error response
   */
  readonly identify: (authorization: string | undefined, nowMs: number) => Caller | Answer;
  /** Responds to `POST /oauth/tokens`. */
  readonly issueToken: (body: string, nowMs: number) => Answer;
  /** Replaces the accepted credentials. Revokes tokens issued to clients that are no longer listed. */
  readonly setCredentials: (credentials: AcceptedCredentials) => void;
  /** Revokes all tokens issued so far. */
  readonly revokeIssuedTokens: () => void;
};

/** Creates the authentication of an account that accepts these credentials. */
export function createAuth(initial: AcceptedCredentials): Auth {
  let credentials = initial;
  let tokensIssued = 0;
  const issued = new Map<string, Grant & { readonly clientId: string }>();

  const findBearer = (token: string): (Principal & Grant) | undefined => {
    const grant = issued.get(token);
    const owner = grant && credentials.clients?.find(({ clientId }) => clientId === grant.clientId);
    return owner
      ? { ...grant, role: owner.role ?? 'admin' }
      : credentials.accessTokens?.find((each) => each.accessToken === token);
  };

  return {
    identify: (authorization = '', nowMs) => {
      const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
      if (scheme.toLowerCase() === 'bearer') {
        const bearer = findBearer(value);
        if (!bearer || (bearer.expiresAt !== undefined && bearer.expiresAt <= nowMs)) return INVALID_TOKEN;
        return { role: bearer.role ?? 'admin', scopes: (bearer.scope ?? 'read').split(' ') };
      }
      const userPass = scheme.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString() : '';
      const principal = basicPrincipals(credentials).get(userPass);
      if (principal) return { role: principal.role ?? 'admin' };
      return userPass.includes('/token:') ? NOT_AUTHENTICATED : { role: 'anonymous' };
    },

    issueToken: (body, nowMs) => {
      const request = parseObject(body);
      if (request?.['grant_type'] !== 'client_credentials') {
        return jsonAnswer(400, {
          error: 'unsupported_grant_type',
          error_description: 'Only client_credentials is supported.',
        });
      }
      const client = credentials.clients?.find(
        ({ clientId, clientSecret }) => clientId === request['client_id'] && clientSecret === request['client_secret'],
      );
      if (!client) return INVALID_CLIENT;
      const seconds = resolveLifetime(client, request['expires_in']);
      if (seconds === 'invalid') {
        return jsonAnswer(400, { error: 'invalid_request', error_description: 'expires_in is out of range.' });
      }
      tokensIssued += 1;
      const token = createHash('sha256').update(`${client.clientId} ${tokensIssued}`).digest('hex');
      // Zendesk does not check the scope. A token with a misspelled one gets 403 (reference of the OAuth tokens).
      const scope = typeof request['scope'] === 'string' ? request['scope'] : 'read';
      const expiry = seconds === undefined ? {} : { expiresAt: nowMs + seconds * 1000 };
      issued.set(token, { clientId: client.clientId, scope, ...expiry });
      // The recorded response to 1800 has 1799, the remaining time rounded down. In the simulator no time passes.
      const lifetimeMember = seconds === undefined ? {} : { expires_in: seconds };
      return jsonAnswer(200, { access_token: token, token_type: 'bearer', scope, ...lifetimeMember }, TOKEN_HEADERS);
    },

    setCredentials: (next) => {
      credentials = next;
    },
    revokeIssuedTokens: () => issued.clear(),
  };
}

function resolveLifetime(client: OAuthClient, requested: unknown): number | undefined | 'invalid' {
  if (requested === undefined) return client.expiresIn;
  const isValid = typeof requested === 'number' && requested >= MIN_SECONDS && requested <= MAX_SECONDS;
  return isValid ? requested : 'invalid';
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
