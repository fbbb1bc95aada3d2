import { CredentialsError, ZendeskRefusedError } from '#functions/export/core/errors.ts';
import { NetworkError } from '#functions/export/core/ports/ports.ts';
import { resolveOptions } from '#functions/export/core/export-options.ts';
import { buildQuery } from '#functions/export/core/pagination/pagination.ts';
import type { ExportRequest } from '#functions/export/core/export-request.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { openCredentials } from '#functions/export/zendesk/credentials.ts';
import { describeAnswer } from '#functions/export/zendesk/describe.ts';
import type { RetryLoop } from '#functions/export/zendesk/retry-loop.ts';
import { openHttp } from '#functions/export/zendesk/http.ts';
import { COMMON_HEADERS } from '#functions/export/zendesk/user-agent.ts';

/** What Zendesk said to one request for a page of one record. */
export type Probe =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Status and error message, without anything confidential. */
      readonly detail: string;
      /** What Zendesk's clock is ahead of ours, in seconds; negative where it is behind. */
      readonly skewSeconds: number | undefined;
    }
  /** There was no token to be had for these credentials. */
  | { readonly kind: 'no_token'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

export type ProbeRequest = {
  /** Scheme, host and port of Zendesk. */
  readonly origin: string;
  readonly exportId: string;
  readonly resource: Resource;
  readonly request: ExportRequest;
  /** The secret's text, of a known form. */
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

/** A person waits for the answer. */
const LONGEST_MS = 30_000;
/** Long enough that Zendesk does not refuse it as too recent. */
const SECONDS_AGO = 3600;

class NoAnswer extends Error {}

/** One attempt, where the function would make eight. */
const once: RetryLoop = async ({ attempt }) => {
  const result = await attempt();
  if (result.kind === 'done' || result.kind === 'stopped') return result;
  throw new NoAnswer(result.kind === 'failed' ? result.detail : 'asked to try again');
};

/**
 * Asks the incremental endpoint itself: `/users/me` answers 200 to anybody. One request of the allowance of ten a
 * minute, besides one for a token.
 */
export async function probeZendesk(probe: ProbeRequest): Promise<Probe> {
  const { origin, exportId, resource, request, now } = probe;
  const clock = { now };
  const session = openHttp(clock);
  const signal = AbortSignal.timeout(LONGEST_MS);
  const credentials = openCredentials({
    clock,
    http: session.send,
    sendWithRetry: once,
    origin,
    secrets: async () => probe.secret,
    cache: new Map(),
    secretId: request.credentialsSecretId,
    subdomain: request.subdomain,
  });
  try {
    const authorization = await credentials.authorize({ exportId, signal });
    if (authorization.kind === 'refused') return { kind: 'no_token', detail: 'POST /oauth/tokens answered 401' };
    if (authorization.kind === 'stopped') return { kind: 'unreachable', detail: 'no answer in time' };
    const startTime = Math.floor(now() / 1000) - SECONDS_AGO;
    const target = buildQuery(resource, { kind: 'time', startTime }, resolveOptions(resource, request), 1);
    const headers = { ...COMMON_HEADERS, authorization: authorization.header };
    const asked = now();
    const answer = await session.send({ method: 'GET', url: origin + target, headers }, signal);
    const detail = `GET ${resource.pagination.timePath} answered ${describeAnswer(answer, credentials.confidential())}`;
    const skewSeconds = clockSkew(answer.headers['date'], asked, answer.answeredAt);
    return { kind: 'answered', status: answer.status, detail, skewSeconds };
  } catch (error) {
    if (error instanceof NetworkError || error instanceof NoAnswer)
      return { kind: 'unreachable', detail: error.message };
    if (error instanceof CredentialsError || error instanceof ZendeskRefusedError) {
      return { kind: 'no_token', detail: error.message };
    }
    throw error;
  } finally {
    session.close();
  }
}

/** By how much the moment in `Date`, which is cut to a second, is outside the time that the exchange took. */
function clockSkew(date: string | undefined, asked: number, answered: number): number | undefined {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return undefined;
  if (theirs > answered) return Math.round((theirs - answered) / 1000);
  return theirs + 1000 < asked ? Math.round((theirs + 1000 - asked) / 1000) : 0;
}
