import { CredentialsError, ZendeskRefusedError } from '#functions/export/core/errors.ts';
import { createFreeTurn } from '#functions/export/core/pacing/request-queue.ts';
import { createTimeBudget } from '#functions/export/core/pacing/time-budget.ts';
import { NetworkError } from '#functions/export/core/ports/ports.ts';
import { resolveOptions } from '#functions/export/core/export-options.ts';
import { buildQuery } from '#functions/export/core/pagination/pagination.ts';
import type { ExportRequest } from '#functions/export/core/export-request.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { openCredentials } from '#functions/export/zendesk/credentials.ts';
import { describeAnswer } from '#functions/export/zendesk/describe.ts';
import type { RetryLoop } from '#functions/export/zendesk/retry-loop.ts';
import { openHttp } from '#functions/export/zendesk/http.ts';
import { receive } from '#functions/export/zendesk/receive.ts';
import { COMMON_HEADERS } from '#functions/export/zendesk/user-agent.ts';

/** Zendesk's response to a request for a page of one record. */
export type Probe =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Status and error message, without anything confidential. */
      readonly detail: string;
      /** Seconds by which Zendesk's clock is ahead of ours; negative if it is behind. */
      readonly skewSeconds: number | undefined;
    }
  /** Zendesk rejected the token request. */
  | { readonly kind: 'no_token'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

export type ProbeRequest = {
  /** Scheme, host and port of Zendesk. */
  readonly origin: string;
  readonly exportId: string;
  readonly resource: Resource;
  readonly request: ExportRequest;
  /** The secret's text, in an accepted form. */
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

const TIMEOUT_MS = 30_000;
/** Old enough that Zendesk does not reject `start_time` as too recent. */
const SECONDS_AGO = 3600;

class NoResponseError extends Error {}

/** Makes one attempt, where the function would make up to eight. */
const sendOnce: RetryLoop = async ({ attempt }) => {
  const result = await attempt(createFreeTurn());
  if (result.kind === 'done' || result.kind === 'stopped') return result;
  throw new NoResponseError(result.kind === 'failed' ? result.detail : 'Zendesk requested a retry');
};

/**
 * Requests a page from the incremental endpoint itself, because `/users/me` returns 200 even without credentials. Uses
 * one request of the rate limit of 10 per minute, and one for a token if needed.
 */
export async function probeZendesk(probe: ProbeRequest): Promise<Probe> {
  const { origin, exportId, resource, request, now } = probe;
  const clock = { now };
  const session = openHttp(clock);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const credentials = openCredentials({
    clock,
    http: session.send,
    sendWithRetry: sendOnce,
    origin,
    secrets: async () => probe.secret,
    cache: new Map(),
    secretId: request.credentialsSecretId,
    subdomain: request.subdomain,
  });
  try {
    const budget = createTimeBudget(now(), TIMEOUT_MS).openExport();
    const authorization = await credentials.authorize({ exportId, signal, budget });
    if (authorization.kind === 'refused') return { kind: 'no_token', detail: 'POST /oauth/tokens returned 401' };
    if (authorization.kind === 'stopped')
      return { kind: 'unreachable', detail: `no response within ${TIMEOUT_MS / 1000} s` };
    const startTime = Math.floor(now() / 1000) - SECONDS_AGO;
    const target = buildQuery(resource, { kind: 'time', startTime }, resolveOptions(resource, request), 1);
    const headers = { ...COMMON_HEADERS, authorization: authorization.header };
    const requestedAt = now();
    const answer = await receive(await session.send({ method: 'GET', url: origin + target, headers }, signal));
    const detail = `GET ${resource.pagination.timePath} returned ${describeAnswer(answer, credentials.confidential())}`;
    const skewSeconds = measureClockSkew(answer.headers['date'], requestedAt, answer.answeredAt);
    return { kind: 'answered', status: answer.status, detail, skewSeconds };
  } catch (error) {
    if (error instanceof NetworkError || error instanceof NoResponseError)
      return { kind: 'unreachable', detail: error.message };
    if (error instanceof CredentialsError || error instanceof ZendeskRefusedError) {
      return { kind: 'no_token', detail: error.message };
    }
    throw error;
  } finally {
    session.close();
  }
}

/**
 * Measures by how many seconds the `Date` header is outside the interval from request to response. `Date` is truncated
 * to a second.
 */
function measureClockSkew(date: string | undefined, requestedAt: number, answeredAt: number): number | undefined {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return undefined;
  if (theirs > answeredAt) return Math.round((theirs - answeredAt) / 1000);
  return theirs + 1000 < requestedAt ? Math.round((theirs + 1000 - requestedAt) / 1000) : 0;
}
