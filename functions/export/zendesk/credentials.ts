import { CredentialsError, StorageError } from '../core/errors.ts';
import type { Secrets } from '../core/ports/ports.ts';
import type { RequestContext, Stopped } from '../core/ports/zendesk.ts';
import { API_TOKENS_END, encodeBasic, findWhiteSpace, listConfidential, parseSecret, type Secret } from './secret.ts';
import { requestToken, type Token, type TokenDeps } from './token.ts';

/** Secrets and tokens that warm invocations reuse, by secret, subdomain and origin. */
export type CredentialCache = Map<string, Entry>;

type Entry = { readonly secret: Secret; token?: Token };

export type Credentials = {
  /**
   * Returns the value of the `Authorization` header, or `refused` with the response if Zendesk returns 401 to the token
   * request.
   * @throws CredentialsError, ZendeskRefusedError, ZendeskUnavailableError, StorageError
   */
  authorize(context: RequestContext): Promise<(Authorized & SecretNote) | (Refused & SecretNote) | Stopped>;
  /**
   * Drops the cached secret and token, so that a rotated secret takes effect without a deployment.
   * @param header - the `Authorization` header that Zendesk refused. If a newer one is cached, nothing is dropped.
   */
  forget(header?: string): void;
  /** Returns the texts to mask in messages, in case a response echoes them. */
  confidential(): readonly string[];
  /** Returns the whole days until Zendesk ends API tokens; undefined unless the cached secret is an API token. */
  apiTokenDaysLeft(): number | undefined;
};

type Authorized = { readonly kind: 'authorized'; readonly header: string };

/** The reason why Zendesk may reject the secret, for a message. */
type SecretNote = { readonly note: string | undefined };

type Refused = { readonly kind: 'refused'; readonly detail: string };

export type CredentialsDeps = TokenDeps & {
  readonly secrets: Secrets;
  readonly cache: CredentialCache;
  readonly secretId: string;
  readonly subdomain: string;
};

/** Opens the credentials of one account. The secret is read with the first request. */
export function openCredentials(deps: CredentialsDeps): Credentials {
  const { cache, secretId, subdomain } = deps;
  const key = JSON.stringify([secretId, subdomain, deps.origin]);
  /** Kept until the run ends: another export may drop the cached secret while a response that echoes it is on its way. */
  const used = new Set<string>();

  /** The fix of a CredentialsError is a new secret, so drops the cached one. */
  function dropAndThrow(error: unknown): never {
    if (error instanceof CredentialsError) cache.delete(key);
    throw error;
  }

  async function authorize(context: RequestContext): ReturnType<Credentials['authorize']> {
    const { exportId, signal } = context;
    let entry: Entry;
    try {
      entry = await readEntry(deps, key, signal);
    } catch (error) {
      // No page request was in flight, so the page size is not the cause.
      if (signal.aborted) return { kind: 'stopped', outcome: 'budget_spent', inFlight: false };
      throw prefixExportId(exportId, error);
    }
    const { secret, token } = entry;
    for (const text of listConfidential(secret)) used.add(text);
    const note = findWhiteSpace(secret);
    if (secret.kind === 'client_credentials' && (token === undefined || deps.clock.now() >= token.renewAt)) {
      const answer = await requestToken(secret, context, deps).catch(dropAndThrow);
      if (answer.kind === 'stopped') return answer;
      if ('refusal' in answer.value) return { kind: 'refused', detail: answer.value.refusal, note };
      entry.token = answer.value;
    }
    if (entry.token !== undefined) used.add(entry.token.value);
    return { kind: 'authorized', header: headerOf(entry), note };
  }

  /** Exports wait for each other here, so that they share one secret and one token. */
  let previous: Promise<unknown> = Promise.resolve();

  return {
    authorize(context) {
      const next = previous.then(() => authorize(context));
      previous = next.catch(() => undefined);
      return next;
    },
    forget(header) {
      const entry = cache.get(key);
      if (header === undefined || (entry !== undefined && headerOf(entry) === header)) cache.delete(key);
    },
    confidential: () => [...used],
    apiTokenDaysLeft() {
      if (cache.get(key)?.secret.kind !== 'api_token') return undefined;
      return Math.floor((API_TOKENS_END - deps.clock.now()) / 86_400_000);
    },
  };
}

async function readEntry(deps: CredentialsDeps, key: string, signal: AbortSignal): Promise<Entry> {
  const { cache, secrets, secretId, subdomain } = deps;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const entry = { secret: parseSecret(await secrets(secretId, signal), secretId, subdomain) };
  cache.set(key, entry);
  return entry;
}

function prefixExportId(exportId: string, error: unknown): unknown {
  for (const Class of [CredentialsError, StorageError]) {
    if (error instanceof Class) return new Class(`${exportId}: ${error.message}`, { cause: error.cause });
  }
  return error;
}

/**
 * Builds the error for the second 401 in a row.
 * @param note - the likely reason
 */
export const unauthorizedError = (
  exportId: string,
  secretId: string,
  detail: string,
  note: string | undefined,
): CredentialsError =>
  new CredentialsError(
    `${exportId}: Zendesk rejected the credentials in the secret ${secretId}${formatNote(note)}: ${detail}. ` +
      'The secret was read again after the first rejection. Put valid credentials into it; no deployment is needed.',
  );

const formatNote = (note: string | undefined): string => (note === undefined ? '' : ` (${note})`);

/** The value of the `Authorization` header. */
function headerOf({ secret, token }: Entry): string {
  switch (secret.kind) {
    case 'access_token':
      return `Bearer ${secret.accessToken}`;
    case 'api_token':
      return `Basic ${encodeBasic(`${secret.email}/token`, secret.apiToken)}`;
    case 'password':
      return `Basic ${encodeBasic(secret.username, secret.password)}`;
    case 'client_credentials':
      // Stryker disable next-line StringLiteral: the header is only used with a token
      return `Bearer ${token?.value ?? ''}`;
  }
}
