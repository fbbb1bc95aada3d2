import * as z from 'zod/mini';
import { CredentialsError } from '../core/errors.ts';
import { parseJson } from './parse-json.ts';

const filled = z.string().check(z.minLength(1));
/** An id, a token or an address, without white space and byte order marks around it. */
const trimmed = z.string().check(z.trim(), z.minLength(1));
/** Text that can be sent in an `Authorization` header unchanged, without the word that precedes it there. */
const bearerToken = z.string().check(
  z.trim(),
  z.overwrite((text) => text.replace(/^Bearer\s+/i, '')),
  z.regex(/^[\x21-\x7e]+$/),
);
/** An email address, without the suffix that an API token adds to it. */
const email = z.string().check(
  z.trim(),
  z.overwrite((text) => text.replace(/\/token$/, '')),
  z.minLength(1),
);

/** The forms of credentials, in the order of preference. */
const forms = [
  z.pipe(
    z.object({ clientId: trimmed, clientSecret: filled, scope: z._default(trimmed, 'read') }),
    z.transform((form) => ({ kind: 'client_credentials' as const, ...form })),
  ),
  z.pipe(
    z.object({ accessToken: bearerToken }),
    z.transform((form) => ({ kind: 'access_token' as const, ...form })),
  ),
  z.pipe(
    z.object({ email, apiToken: trimmed }),
    z.transform((form) => ({ kind: 'api_token' as const, ...form })),
  ),
  z.pipe(
    z.object({ username: trimmed, password: filled }),
    z.transform((form) => ({ kind: 'password' as const, ...form })),
  ),
] as const;

/** An account's credentials, as stored in the secret. */
export type Secret = z.output<(typeof forms)[number]>;

/** The accepted forms of a secret, for messages. */
export const SECRET_FORMS =
  '{"clientId","clientSecret"} (OAuth client credentials, preferred; an optional "scope" such as "tickets:read users:read" replaces "read"), {"accessToken"}, {"email","apiToken"} (Zendesk ends API tokens on 2027-04-30) or {"username","password"}';

/** When Zendesk ends API tokens, in epoch milliseconds. @see https://developer.zendesk.com/documentation/api-basics/authentication/oauth-migration/ */
export const API_TOKENS_END = Date.UTC(2027, 3, 30);

const secretShape = z.object({ subdomain: z.optional(trimmed), scope: z.optional(trimmed) });

/**
 * Parses a secret's JSON.
 * @throws CredentialsError naming the accepted forms. Its message never quotes the secret.
 */
export function parseSecret(text: string, secretId: string, subdomain: string): Secret {
  const secret = readSecretForm(text, subdomain);
  if (!('problem' in secret)) return secret;
  throw new CredentialsError(
    `The secret ${secretId} ${secret.problem}. Replace it with JSON in one of these forms: ${SECRET_FORMS}. An optional "subdomain" binds the secret to one account.`,
  );
}

/**
 * Reads credentials in one of the accepted forms.
 * @returns the problem if they cannot be used for the account. It never quotes the text.
 */
export function readSecretForm(text: string, subdomain: string): Secret | { readonly problem: string } {
  // Also removes a byte order mark, which some editors add to a file.
  const json = parseJson(text.trim());
  if (text.trim() === '') return { problem: 'is empty' };
  const bound = secretShape.safeParse(json);
  if (!bound.success) return { problem: 'is not a JSON object of an accepted form' };
  if (bound.data.subdomain !== undefined && bound.data.subdomain !== subdomain) {
    return { problem: `is bound to a subdomain other than ${subdomain}` };
  }
  for (const form of forms) {
    const parsed = form.safeParse(json);
    if (parsed.success) return parsed.data;
  }
  return { problem: 'has none of the accepted forms' };
}

/**
 * Names a member that begins or ends with white space; undefined if there is none. White space may be part of a password,
 * so it is sent.
 */
export function findWhiteSpace(secret: Secret): string | undefined {
  const [name, value] =
    secret.kind === 'client_credentials'
      ? ['clientSecret', secret.clientSecret]
      : ['password', secret.kind === 'password' ? secret.password : ''];
  return value.trim() === value ? undefined : `its ${name} begins or ends with white space, which is sent too`;
}

/** Lists the texts that a message or log must never contain. */
export const listConfidential = (secret: Secret): readonly string[] => {
  switch (secret.kind) {
    case 'client_credentials':
      return [secret.clientSecret];
    case 'access_token':
      return [secret.accessToken];
    case 'api_token':
      return [secret.apiToken, encodeBasic(`${secret.email}/token`, secret.apiToken)];
    case 'password':
      return [secret.password, encodeBasic(secret.username, secret.password)];
  }
};

/** Encodes user name and password for HTTP Basic authentication. */
export const encodeBasic = (user: string, password: string): string =>
  Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
