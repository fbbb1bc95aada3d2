import * as z from 'zod/mini';
import { CredentialsError } from '../core/errors.ts';
import { parseJson } from './parse-json.ts';

/** What goes into an `Authorization` header must survive there unchanged. */
const headerSafe = z.string().check(z.regex(/^[\x21-\x7e]+$/));
const filled = z.string().check(z.minLength(1));

/** The forms of credentials, in the order of preference. */
const forms = [
  z.pipe(
    z.object({ clientId: filled, clientSecret: filled }),
    z.transform((form) => ({ kind: 'client_credentials' as const, ...form })),
  ),
  z.pipe(
    z.object({ accessToken: headerSafe }),
    z.transform((form) => ({ kind: 'access_token' as const, ...form })),
  ),
  z.pipe(
    z.object({ email: filled, apiToken: filled }),
    z.transform((form) => ({ kind: 'api_token' as const, ...form })),
  ),
  z.pipe(
    z.object({ username: filled, password: filled }),
    z.transform((form) => ({ kind: 'password' as const, ...form })),
  ),
] as const;

/** An account's credentials, as the secret holds them. */
export type Secret = z.output<(typeof forms)[number]>;

export const SECRET_FORMS =
  '{"clientId","clientSecret"} (OAuth client credentials, preferred), {"accessToken"}, {"email","apiToken"} (ends on 2027-04-30) or {"username","password"}';

/** Epoch milliseconds: when Zendesk ends API tokens. @see https://developer.zendesk.com/documentation/api-basics/authentication/oauth-migration/ */
export const API_TOKENS_END = Date.UTC(2027, 3, 30);

const secretShape = z.object({ subdomain: z.optional(filled) });

/**
 * Reads a secret's JSON.
 * @throws CredentialsError naming the forms there are; it never quotes the secret
 */
export function parseSecret(text: string, secretId: string, subdomain: string): Secret {
  if (text.trim() === '') throw unusable(secretId, 'is empty');
  const json = parseJson(text);
  const bound = secretShape.safeParse(json);
  if (!bound.success) throw unusable(secretId, 'is no JSON object of a known form');
  if (bound.data.subdomain !== undefined && bound.data.subdomain !== subdomain) {
    throw unusable(secretId, `belongs to another subdomain than ${subdomain}`);
  }
  for (const form of forms) {
    const parsed = form.safeParse(json);
    if (parsed.success) return parsed.data;
  }
  throw unusable(secretId, 'has none of the known forms');
}

/** Everything in a secret that must never show, in a message or in a log. */
export const confidential = (secret: Secret): readonly string[] => {
  switch (secret.kind) {
    case 'client_credentials':
      return [secret.clientSecret];
    case 'access_token':
      return [secret.accessToken];
    case 'api_token':
      return [secret.apiToken, basic(`${secret.email}/token`, secret.apiToken)];
    case 'password':
      return [secret.password, basic(secret.username, secret.password)];
  }
};

export const basic = (user: string, password: string): string =>
  Buffer.from(`${user}:${password}`, 'utf8').toString('base64');

function unusable(secretId: string, what: string): CredentialsError {
  return new CredentialsError(
    `The secret ${secretId} ${what}. Put one of these into it, as JSON: ${SECRET_FORMS}; an optional "subdomain" binds it to one account.`,
  );
}
