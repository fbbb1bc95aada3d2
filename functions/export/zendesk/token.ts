import * as z from 'zod/mini';
import { CredentialsError, ZendeskRefusedError, ZendeskUnavailableError } from '../core/errors.ts';
import type { Clock, Http, HttpAnswer } from '../core/ports/ports.ts';
import type { RequestContext, Stopped } from '../core/ports/zendesk.ts';
import { UNPAID_ADVICE } from './access.ts';
import { classify } from './classify.ts';
import { bodyText } from './body.ts';
import { describeAnswer } from './describe.ts';
import type { Attempt, RetryLoop } from './retry-loop.ts';
import { parseJson } from './parse-json.ts';
import { receive } from './receive.ts';
import { findWhiteSpace, listConfidential, type Secret } from './secret.ts';
import { COMMON_HEADERS } from './user-agent.ts';

/** An OAuth access token, and when to renew it (epoch milliseconds; Infinity if Zendesk named no expiry). */
export type Token = { readonly value: string; readonly renewAt: number };

export type TokenDeps = {
  readonly clock: Pick<Clock, 'now'>;
  readonly http: Http;
  readonly sendWithRetry: RetryLoop;
  /** Scheme, host and port of Zendesk. */
  readonly origin: string;
};

type ClientSecret = Extract<Secret, { kind: 'client_credentials' }>;

const tokenAnswer = z.object({
  access_token: z.string().check(z.regex(/^[\x21-\x7e]+$/)),
  expires_in: z.optional(z.unknown()),
});

/** Seconds as a number or as text. A token whose lifetime is not known is used until Zendesk rejects it. */
const lifetime = z.union([z.number(), z.string().check(z.regex(/^\d+$/))]);

/** A token is renewed a minute before it expires, or at half its lifetime if that is less than two minutes. */
const RENEW_EARLY_MS = 60_000;

/** The token, or the description of a 401, which a rotated secret may resolve. */
export type TokenResult = Token | { readonly refusal: string };

/**
 * Requests a token with the OAuth client credentials grant.
 * @throws CredentialsError, ZendeskRefusedError, ZendeskUnavailableError
 * @see https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
export async function requestToken(
  secret: ClientSecret,
  context: RequestContext,
  deps: TokenDeps,
): Promise<{ readonly kind: 'done'; readonly value: TokenResult } | Stopped> {
  const { clock, http, sendWithRetry, origin } = deps;
  const { exportId, signal } = context;
  return sendWithRetry<TokenResult>({
    context,
    async attempt() {
      const requestedAt = clock.now();
      const response = await http(
        {
          method: 'POST',
          url: `${origin}/oauth/tokens`,
          headers: { ...COMMON_HEADERS, 'content-type': 'application/json' },
          body: JSON.stringify({
            grant_type: 'client_credentials',
            client_id: secret.clientId,
            client_secret: secret.clientSecret,
            scope: secret.scope,
          }),
        },
        signal,
      );
      return handleStatus(await receive(response), requestedAt, exportId, secret);
    },
    exhaustedError: (failure, detail) =>
      failure === 'invalid_page'
        ? new CredentialsError(
            `${exportId}: Could not obtain an OAuth token: the token response was invalid 3 times (last response: ${detail}). The next run will retry. If this persists, check that the OAuth client is confidential.`,
          )
        : new ZendeskUnavailableError(
            `${exportId}: Could not obtain an OAuth token for over 2 minutes (last response: ${detail}). The next run will retry. See https://status.zendesk.com.`,
          ),
  });
}

function handleStatus(
  answer: HttpAnswer,
  requestedAt: number,
  exportId: string,
  secret: ClientSecret,
): Attempt<TokenResult> {
  const verdict = classify(answer);
  const detail = `POST /oauth/tokens returned ${describeAnswer(answer, listConfidential(secret))}`;
  switch (verdict.kind) {
    case 'ok':
      return readToken(answer, requestedAt);
    case 'unauthorized':
      return { kind: 'done', value: { refusal: detail } };
    case 'gateway_timeout':
      return { kind: 'failed', failure: 'unavailable', detail };
    case 'retry':
      return { kind: 'failed', failure: verdict.failure, detail, waitMs: verdict.waitMs };
    case 'redirect':
      throw new ZendeskRefusedError(
        `${exportId}: ${detail}, a redirect. It is not followed, because credentials are sent to one origin only. Check the subdomain.`,
      );
    case 'forbidden':
    case 'refused':
      if (answer.status === 402) throw new ZendeskRefusedError(`${exportId}: ${detail}. ${UNPAID_ADVICE}`);
      if (answer.status === 404) {
        throw new ZendeskRefusedError(`${exportId}: ${detail}. Zendesk has no such account. Check the subdomain.`);
      }
      throw new CredentialsError(
        `${exportId}: ${detail}. Check clientId and clientSecret${describeWhiteSpace(secret)}, that the OAuth client is confidential, and that it allows the scope "${secret.scope}".`,
      );
  }
}

function describeWhiteSpace(secret: ClientSecret): string {
  const note = findWhiteSpace(secret);
  return note === undefined ? '' : ` (${note})`;
}

function readToken(answer: HttpAnswer, requestedAt: number): Attempt<Token> {
  const parsed = tokenAnswer.safeParse(parseJson(bodyText(answer)));
  if (!parsed.success)
    return {
      kind: 'failed',
      failure: 'invalid_page',
      detail: 'POST /oauth/tokens returned 200 without an access_token',
    };
  const { access_token: value, expires_in: expiry } = parsed.data;
  const { data: seconds = Infinity } = lifetime.safeParse(expiry);
  const lifeMs = Number(seconds) * 1000;
  return { kind: 'done', value: { value, renewAt: requestedAt + lifeMs - Math.min(RENEW_EARLY_MS, lifeMs / 2) } };
}
