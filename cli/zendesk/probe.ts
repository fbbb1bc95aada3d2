import { CredentialsError, ZendeskRefusedError } from '#functions/export/core/errors.ts';
import { createFreeTurn } from '#functions/export/core/pacing/request-queue.ts';
import { createTimeBudget } from '#functions/export/core/pacing/time-budget.ts';
import { resolveOptions } from '#functions/export/core/export-options.ts';
import type { ExportRequest } from '#functions/export/core/export-request.ts';
import { readRateLimit } from '#functions/export/core/pacing/rate-limit-header.ts';
import { createPageSource } from '#functions/export/core/pagination/create-page-source.ts';
import { InvalidPageError } from '#functions/export/core/page/page.ts';
import type { Position } from '#functions/export/core/pagination/position.ts';
import { NetworkError } from '#functions/export/core/ports/ports.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { describeRefusal, UNPAID_ADVICE } from '#functions/export/zendesk/access.ts';
import { classify } from '#functions/export/zendesk/classify.ts';
import { openCredentials } from '#functions/export/zendesk/credentials.ts';
import { describeAnswer, describeEnvelope } from '#functions/export/zendesk/describe.ts';
import { openHttp } from '#functions/export/zendesk/http.ts';
import { receive } from '#functions/export/zendesk/receive.ts';
import type { RetryLoop } from '#functions/export/zendesk/retry-loop.ts';
import { COMMON_HEADERS } from '#functions/export/zendesk/user-agent.ts';
import type { Probe } from '../core/probe.ts';
import { findOldestTime, readProbedPage } from './probed-page.ts';

export type ProbeSession = {
  /**
   * Requests one record of the resource, or of a resource without a page size the records of a few minutes or the first
   * page. Uses one request of the resource's rate limit, and one more for a token before the first.
   */
  probe(exportId: string, resource: Resource): Promise<Probe>;
  close(): void;
};

export type ProbeSessionOptions = {
  /** Scheme, host and port of Zendesk. */
  readonly origin: string;
  readonly request: ExportRequest;
  /** The secret's text, in an accepted form. */
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The records to request. Those of the beginning show how old the oldest one is. Default: recent ones. */
  readonly from?: 'recent' | 'beginning';
};

const TIMEOUT_MS = 30_000;
/** Old enough that Zendesk does not reject `start_time` as too recent, even with a wrong clock. */
const SECONDS_AGO = 600;

class NoResponseError extends Error {}

/** Makes one attempt, where the function would make up to eight. */
const sendOnce: RetryLoop = async ({ attempt }) => {
  const result = await attempt(createFreeTurn());
  if (result.kind === 'done' || result.kind === 'stopped') return result;
  throw new NoResponseError(result.kind === 'failed' ? result.detail : 'Zendesk requested a retry');
};

/** Opens a session with one account. All its requests use the same token. */
export function openProbeSession(options: ProbeSessionOptions): ProbeSession {
  const { origin, request, secret, now, from = 'recent' } = options;
  const clock = { now };
  const session = openHttp(clock);
  const credentials = openCredentials({
    clock,
    http: session.send,
    sendWithRetry: sendOnce,
    origin,
    secrets: async () => secret,
    cache: new Map(),
    secretId: request.credentialsSecretId,
    subdomain: request.subdomain,
  });

  async function probe(exportId: string, resource: Resource): Promise<Probe> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const budget = createTimeBudget(now(), TIMEOUT_MS).openExport();
    const authorization = await credentials.authorize({ exportId, signal, budget });
    if (authorization.kind === 'refused')
      return { kind: 'no_token', detail: addNote(authorization.detail, authorization.note) };
    if (authorization.kind === 'stopped')
      return { kind: 'unreachable', detail: `no response within ${TIMEOUT_MS / 1000} s` };
    const position = probePosition(resource, Math.floor(now() / 1000), from);
    const source = createPageSource(resource, position, resolveOptions(resource, request));
    const target = source.query(1);
    const headers = { ...COMMON_HEADERS, authorization: authorization.header };
    const requestedAt = now();
    // The incremental endpoint itself, because `/users/me` returns 200 even without credentials.
    const answer = await receive(await session.send({ method: 'GET', url: origin + target, headers }, signal));
    const confidential = credentials.confidential();
    const detail = `GET ${target.replace(/\?.*/, '')} returned ${describeAnswer(answer, confidential)}`;
    const answered = {
      detail,
      skewSeconds: measureClockSkew(answer.headers['date'], requestedAt, answer.answeredAt),
      rateLimit: readRateLimit(resource.rateLimit, answer.headers),
    };
    const verdict = classify(answer, resource.rateLimit);
    if (verdict.kind === 'unauthorized') {
      return { kind: verdict.kind, ...answered, detail: addNote(detail, authorization.note) };
    }
    const isErrorOf200 = verdict.kind === 'ok' && describeEnvelope(answer, confidential) !== undefined;
    if (verdict.kind === 'ok' && !isErrorOf200) {
      const page = await readProbedPage(answer, source, signal).catch(orInvalid);
      if (page instanceof InvalidPageError) {
        return { kind: 'failed', ...answered, detail: `${detail}, but the page is not valid: ${page.message}` };
      }
      const isFirst = from === 'beginning' && position.kind === 'time';
      return { kind: 'ok', ...answered, oldestTime: isFirst ? findOldestTime(page, position) : undefined };
    }
    if (verdict.kind === 'forbidden' || answer.status === 404) {
      const context = { detail, secretId: request.credentialsSecretId, confidential };
      const refusal = describeRefusal({ exportId, resource }, answer, context);
      return { kind: 'refused', status: answer.status, refusal, ...answered };
    }
    if (verdict.kind === 'redirect') {
      return { kind: 'failed', ...answered, detail: `${detail}, a redirect that is not followed. Check the subdomain` };
    }
    if (answer.status === 402) return { kind: 'failed', ...answered, detail: `${detail}. ${UNPAID_ADVICE}` };
    const isThrottled = verdict.kind === 'retry' && verdict.failure === 'throttled';
    return { kind: isThrottled ? 'throttled' : 'failed', ...answered };
  }

  return {
    probe: (exportId, resource) => probe(exportId, resource).catch(explainFailure),
    close: () => session.close(),
  };
}

const addNote = (detail: string, note: string | undefined): string =>
  note === undefined ? detail : `${detail}. The secret is odd: ${note}`;

/** @param now - epoch seconds */
function probePosition(resource: Resource, now: number, from: 'recent' | 'beginning'): Position {
  const since = now - SECONDS_AGO;
  if (resource.kind === 'incremental') return { kind: 'time', startTime: from === 'beginning' ? 0 : since };
  return { kind: 'list', snapshot: now, page: 1, ...(resource.window && { since }) };
}

function orInvalid(error: unknown): InvalidPageError {
  if (error instanceof InvalidPageError) return error;
  throw error;
}

function explainFailure(error: unknown): Probe {
  if (error instanceof NetworkError || error instanceof NoResponseError)
    return { kind: 'unreachable', detail: error.message };
  if (error instanceof CredentialsError || error instanceof ZendeskRefusedError) {
    return { kind: 'no_token', detail: error.message };
  }
  throw error;
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
