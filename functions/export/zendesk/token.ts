import * as z from 'zod/mini';
import { CredentialsError, ZendeskRefusedError, ZendeskUnavailableError } from '../core/errors.ts';
import type { Clock, Http, HttpAnswer } from '../core/ports/ports.ts';
import type { RequestContext, Stopped } from '../core/ports/zendesk.ts';
import { classify } from './classify.ts';
import { bodyText } from './body.ts';
import { describeAnswer } from './describe.ts';
import type { Attempt, RetryLoop } from './retry-loop.ts';
import { parseJson } from './parse-json.ts';
import { confidential, type Secret } from './secret.ts';
import { COMMON_HEADERS } from './user-agent.ts';

/** An OAuth access token, and when to get a new one (epoch milliseconds; never, where none was announced). */
export type Token = { readonly value: string; readonly renewAt: number };

export type TokenDeps = {
  readonly clock: Pick<Clock, 'now'>;
  readonly http: Http;
  readonly sendWithRetry: RetryLoop;
  /** Scheme, host and port of Zendesk. */
  readonly origin: string;
};

const tokenAnswer = z.object({
  access_token: z.string().check(z.regex(/^[\x21-\x7e]+$/)),
  expires_in: z.optional(z.nullable(z.number())),
});

/** Renewed a minute before it expires, or halfway where it lives less than two. */
const RENEW_EARLY_MS = 60_000;

/**
 * Gets a token by OAuth client credentials.
 * @returns `refused` on 401, where a secret read anew may help
 * @throws CredentialsError, ZendeskRefusedError, ZendeskUnavailableError
 * @see https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
export async function requestToken(
  secret: Extract<Secret, { kind: 'client_credentials' }>,
  context: RequestContext,
  deps: TokenDeps,
): Promise<{ readonly kind: 'done'; readonly value: Token | 'refused' } | Stopped> {
  const { clock, http, sendWithRetry, origin } = deps;
  const { exportId, signal } = context;
  return sendWithRetry<Token | 'refused'>({
    context,
    async attempt() {
      const askedAt = clock.now();
      const answer = await http(
        {
          method: 'POST',
          url: `${origin}/oauth/tokens`,
          headers: { ...COMMON_HEADERS, 'content-type': 'application/json' },
          body: JSON.stringify({
            grant_type: 'client_credentials',
            client_id: secret.clientId,
            client_secret: secret.clientSecret,
            scope: 'read',
          }),
        },
        signal,
      );
      return handleStatus(answer, askedAt, exportId, confidential(secret));
    },
    exhaustedError: (failure, detail) =>
      failure === 'invalid_page'
        ? new CredentialsError(
            `${exportId}: Zendesk gave no token, again and again: ${detail}. The next run tries again; if this goes on, check that the OAuth client is a confidential one.`,
          )
        : new ZendeskUnavailableError(
            `${exportId}: Zendesk gave no token for minutes, last: ${detail}. The next run tries again; see https://status.zendesk.com.`,
          ),
  });
}

function handleStatus(
  answer: HttpAnswer,
  askedAt: number,
  exportId: string,
  hidden: readonly string[],
): Attempt<Token | 'refused'> {
  const verdict = classify(answer);
  const detail = `POST /oauth/tokens answered ${describeAnswer(answer, hidden)}`;
  switch (verdict.kind) {
    case 'ok':
      return readToken(answer, askedAt);
    case 'unauthorized':
      return { kind: 'done', value: 'refused' };
    case 'gateway_timeout':
      return { kind: 'failed', failure: 'unavailable', detail };
    case 'retry':
      return { kind: 'failed', failure: verdict.failure, detail, waitMs: verdict.waitMs };
    case 'redirect':
      throw new ZendeskRefusedError(
        `${exportId}: ${detail}, a redirect; credentials are sent to one address only. Check the subdomain.`,
      );
    case 'forbidden':
    case 'refused':
      if (answer.status === 404) {
        throw new ZendeskRefusedError(`${exportId}: ${detail}. Check the subdomain: Zendesk knows no such account.`);
      }
      throw new CredentialsError(
        `${exportId}: ${detail}. Check clientId and clientSecret, that the OAuth client is a confidential one, and that it may have the scope "read".`,
      );
  }
}

function readToken(answer: HttpAnswer, askedAt: number): Attempt<Token> {
  const parsed = tokenAnswer.safeParse(parseJson(bodyText(answer)));
  if (!parsed.success)
    return {
      kind: 'failed',
      failure: 'invalid_page',
      detail: 'POST /oauth/tokens answered 200 without an access_token',
    };
  const { access_token: value, expires_in: seconds } = parsed.data;
  const lifeMs = (seconds ?? Infinity) * 1000;
  return { kind: 'done', value: { value, renewAt: askedAt + lifeMs - Math.min(RENEW_EARLY_MS, lifeMs / 2) } };
}
