import { CredentialsError } from '../core/errors.ts';
import type { Secrets } from '../core/ports/ports.ts';
import type { RequestContext, Stopped } from '../core/ports/zendesk.ts';
import { API_TOKENS_END, basic, confidential, parseSecret, type Secret } from './secret.ts';
import { requestToken, type Token, type TokenDeps } from './token.ts';

/** Secrets and tokens kept between warm runs, per secret, account and address. */
export type CredentialCache = Map<string, Entry>;

type Entry = { readonly secret: Secret; token?: Token };

export type Credentials = {
  /** The value of the `Authorization` header. `refused` where Zendesk gave no token for them (401). */
  authorize(
    context: RequestContext,
  ): Promise<{ readonly kind: 'authorized'; readonly header: string } | Refused | Stopped>;
  /** Forgets secret and token, so that a secret rotated meanwhile needs no deploy. */
  forget(): void;
  /** What must not show in a message even where an answer repeats it. */
  confidential(): readonly string[];
  /** Whole days until Zendesk ends API tokens; undefined where none is in use, as far as is known. */
  apiTokenDaysLeft(): number | undefined;
};

type Refused = { readonly kind: 'refused' };

export type CredentialsDeps = TokenDeps & {
  readonly secrets: Secrets;
  readonly cache: CredentialCache;
  readonly secretId: string;
  readonly subdomain: string;
};

export function openCredentials(deps: CredentialsDeps): Credentials {
  const { cache, secretId, subdomain } = deps;
  const key = JSON.stringify([secretId, subdomain, deps.origin]);

  async function read(signal: AbortSignal): Promise<Entry> {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const entry = { secret: parseSecret(await deps.secrets(secretId, signal), secretId, subdomain) };
    cache.set(key, entry);
    return entry;
  }

  return {
    async authorize(context) {
      const { exportId, signal } = context;
      let entry: Entry;
      try {
        entry = await read(signal);
      } catch (error) {
        // No page was under way: its size is not to blame.
        if (signal.aborted) return { kind: 'stopped', outcome: 'budget_spent', inFlight: false };
        throw error instanceof CredentialsError ? namingExport(exportId, error) : error;
      }
      const { secret } = entry;
      switch (secret.kind) {
        case 'access_token':
          return authorized(`Bearer ${secret.accessToken}`);
        case 'api_token':
          return authorized(`Basic ${basic(`${secret.email}/token`, secret.apiToken)}`);
        case 'password':
          return authorized(`Basic ${basic(secret.username, secret.password)}`);
        case 'client_credentials': {
          if (entry.token !== undefined && deps.clock.now() < entry.token.renewAt) {
            return authorized(`Bearer ${entry.token.value}`);
          }
          const answer = await requestToken(secret, context, deps).catch((error: unknown) => {
            // Whoever mends this replaces the secret.
            if (error instanceof CredentialsError) cache.delete(key);
            throw error;
          });
          if (answer.kind === 'stopped') return answer;
          if (answer.value === 'refused') return { kind: 'refused' };
          entry.token = answer.value;
          return authorized(`Bearer ${answer.value.value}`);
        }
      }
    },
    forget: () => void cache.delete(key),
    confidential() {
      const entry = cache.get(key);
      if (entry === undefined) return [];
      return [...confidential(entry.secret), ...(entry.token === undefined ? [] : [entry.token.value])];
    },
    apiTokenDaysLeft() {
      if (cache.get(key)?.secret.kind !== 'api_token') return undefined;
      return Math.floor((API_TOKENS_END - deps.clock.now()) / 86_400_000);
    },
  };
}

const namingExport = (exportId: string, { message, cause }: CredentialsError): CredentialsError =>
  new CredentialsError(`${exportId}: ${message}`, { cause });

const authorized = (header: string) => ({ kind: 'authorized' as const, header });

/** The second 401 in a row. */
export const unauthorized = (exportId: string, secretId: string, detail: string): CredentialsError =>
  new CredentialsError(
    `${exportId}: Zendesk does not accept the credentials in the secret ${secretId}: ${detail}. The secret was read anew in between. Put valid ones into it; no deploy is needed.`,
  );
