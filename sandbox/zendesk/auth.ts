import { createHash } from 'node:crypto';
import { type Answer, flatError, jsonAnswer } from './answer.ts';
import {
  basicPrincipals,
  type AcceptedCredentials,
  type Grant,
  type OAuthClient,
  type Principal,
} from './credentials.ts';

/** Response for missing or wrong Basic credentials. */
const NOT_AUTHENTICATED = jsonAnswer(401, { error: "Couldn't authenticate you" });

/** Response for an invalid bearer token (fprimex/zdesk#58). */
export const INVALID_TOKEN = jsonAnswer(401, {
  error: 'invalid_token',
  error_description: 'The access token provided is expired, revoked, malformed or invalid for other reasons.',
});

/** Response for a user who is not an admin (facetoe/zenpy#336). */
const FORBIDDEN_ROLE = jsonAnswer(403, {
  error: {
    title: 'Forbidden',
    message:
      'You do not have access to this page. Please contact the account owner of this help desk for further help.',
  },
});

/** Response for a token without the scope `read`. */
const FORBIDDEN_SCOPE = flatError(403, 'Forbidden', 'You are missing the following required scopes: read');

/** Response for wrong client credentials, as in RFC 6749, 5.2. That Zendesk uses this form is an assumption. */
const INVALID_CLIENT = jsonAnswer(401, {
  error: 'invalid_client',
  error_description: 'The client failed to authenticate.',
});

/** Exclusive bounds of a requested `expires_in` (https://support.zendesk.com/hc/en-us/articles/9182123625370). */
const MORE_THAN_SECONDS = 300;
const LESS_THAN_SECONDS = 172_800;

/** Authentication for one simulated account. */
export type Auth = {
  /** @returns the error response for this `Authorization` header, or undefined if it may export */
  readonly refuse: (authorization: string | undefined, nowMs: number) => Answer | undefined;
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
    refuse: (authorization = '', nowMs) => {
      const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
      if (scheme.toLowerCase() === 'bearer') {
        const bearer = findBearer(value);
        if (!bearer || (bearer.expiresAt !== undefined && bearer.expiresAt <= nowMs)) return INVALID_TOKEN;
        if (!(bearer.scope ?? 'read').split(' ').includes('read')) return FORBIDDEN_SCOPE;
        return bearer.role === 'agent' ? FORBIDDEN_ROLE : undefined;
      }
      const principal =
        scheme.toLowerCase() === 'basic'
          ? basicPrincipals(credentials).get(Buffer.from(value, 'base64').toString())
          : undefined;
      if (!principal) return NOT_AUTHENTICATED;
      return principal.role === 'agent' ? FORBIDDEN_ROLE : undefined;
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
      const scope = typeof request['scope'] === 'string' ? request['scope'] : 'read';
      const expiry = seconds === undefined ? {} : { expiresAt: nowMs + seconds * 1000 };
      issued.set(token, { clientId: client.clientId, scope, ...expiry });
      const lifetimeMember = seconds === undefined ? {} : { expires_in: seconds };
      return jsonAnswer(200, { access_token: token, token_type: 'bearer', scope, ...lifetimeMember });
    },

    setCredentials: (next) => {
      credentials = next;
    },
    revokeIssuedTokens: () => issued.clear(),
  };
}

function resolveLifetime(client: OAuthClient, requested: unknown): number | undefined | 'invalid' {
  if (requested === undefined) return client.expiresIn;
  const isValid = typeof requested === 'number' && requested > MORE_THAN_SECONDS && requested < LESS_THAN_SECONDS;
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
