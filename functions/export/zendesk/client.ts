import { MalformedPageError, ZendeskUnavailableError } from '../core/errors.ts';
import type { ExportRequest } from '../core/export-request.ts';
import { describePages } from '../core/page/page-format.ts';
import { createPageScanner } from '../core/page/page-scanner.ts';
import { InvalidPageError, parsePage } from '../core/page/page.ts';
import { requestTime } from '../core/pagination/lookback.ts';
import { buildQuery } from '../core/pagination/pagination.ts';
import { secondOf } from '../core/pagination/position.ts';
import type { Pacer } from '../core/pacing/pacer.ts';
import type { FailureKind } from '../core/pacing/retry.ts';
import type { Clock, Http, HttpAnswer } from '../core/ports/ports.ts';
import type { PageRequest, PageResult, Zendesk } from '../core/ports/zendesk.ts';
import type { RateLimitBucket } from '../core/rate-limit-bucket.ts';
import { classify } from './classify.ts';
import { type Credentials, unauthorizedError } from './credentials.ts';
import { describeAnswer } from './describe.ts';
import type { Inflate } from './inflate.ts';
import { handleGatewayTimeout, handleStatus } from './page-errors.ts';
import { readPage } from './page-reader.ts';
import type { Attempt, RetryLoop } from './retry-loop.ts';
import { COMMON_HEADERS } from './user-agent.ts';

export type ClientDeps = {
  readonly clock: Pick<Clock, 'now'>;
  readonly http: Http;
  readonly sendWithRetry: RetryLoop;
  /** Returns the run's pacer of a rate-limit bucket. */
  readonly getPacer: (bucket: RateLimitBucket) => Pacer;
  readonly credentials: Credentials;
  /** Scheme, host and port of Zendesk. Requests and credentials are sent to this origin only. */
  readonly origin: string;
  readonly inflate: Inflate;
  readonly request: Pick<ExportRequest, 'credentialsSecretId' | 'layout' | 'compression'>;
  /** If a page of a single second exceeds this many bytes, the second is walked instead (needs a cursor endpoint). */
  readonly heavySecondBytes: number;
};

/** How far back (seconds) a run may re-read records. Older records need no digest. */
const REREAD_SECONDS = 7200;

/** Creates the client of the incremental exports. It retries failed requests. */
export const createZendesk = (deps: ClientDeps): Zendesk => ({
  async fetchPage(request) {
    const attempt = createAttempt(deps, request);
    const result = await deps.sendWithRetry<PageResult>({
      context: request,
      pacer: deps.getPacer(request.resource.rateLimit),
      attempt,
      onSilence: (detail) => handleGatewayTimeout(request, detail),
      exhaustedError: (failure, detail) => exhaustedError(request.exportId, failure, detail),
    });
    return result.kind === 'done' ? result.value : result;
  },
});

/** Creates the attempts at one page. Two 401s in a row, from the export or from /oauth/tokens, end the run. */
function createAttempt(deps: ClientDeps, request: PageRequest): () => Promise<Attempt<PageResult>> {
  const { credentials } = deps;
  const secretId = deps.request.credentialsSecretId;
  let refusals = 0;

  function handleUnauthorized(detail: string): Attempt<PageResult> {
    refusals += 1;
    if (refusals === 2) throw unauthorizedError(request.exportId, secretId, detail);
    credentials.forget();
    return { kind: 'again' };
  }

  return async () => {
    const authorization = await credentials.authorize(request);
    if (authorization.kind === 'stopped') return { ...authorization, inFlight: false };
    if (authorization.kind === 'refused') return handleUnauthorized('POST /oauth/tokens returned 401');
    const sent = await send(deps, request, authorization.header);
    const verdict = classify(sent.answer, request.resource.rateLimit);
    if (verdict.kind === 'ok') {
      refusals = 0;
      return readAnswer(deps, request, sent);
    }
    // Not for pages: it decodes and parses the whole body.
    const confidential = credentials.confidential();
    const detail = `GET ${sent.target} returned ${describeAnswer(sent.answer, confidential)}`;
    if (verdict.kind === 'unauthorized') return handleUnauthorized(detail);
    refusals = 0;
    // The fix may be a new secret, so drop the cached one.
    if (verdict.kind === 'forbidden') credentials.forget();
    return handleStatus(request, sent.answer, verdict, { detail, secretId, confidential });
  };
}

type Sent = {
  /** Path and query. */
  readonly target: string;
  readonly perPage: number;
  /** Epoch milliseconds. */
  readonly requestedAt: number;
  readonly answer: HttpAnswer;
};

async function send(deps: ClientDeps, request: PageRequest, authorization: string): Promise<Sent> {
  const { resource, position, options, size, signal } = request;
  const pacer = deps.getPacer(resource.rateLimit);
  const requestedAt = deps.clock.now();
  pacer.recordStart(requestedAt);
  const perPage = size.current;
  const target = buildQuery(resource, position, options, perPage);
  const headers = { ...COMMON_HEADERS, authorization };
  const answer = await deps.http({ method: 'GET', url: deps.origin + target, headers }, signal);
  pacer.observe(requestedAt, answer.headers, answer.status === 429);
  return { target, perPage, requestedAt, answer };
}

async function readAnswer(deps: ClientDeps, request: PageRequest, sent: Sent): Promise<Attempt<PageResult>> {
  const { resource, position, signal } = request;
  const { answer, perPage, requestedAt } = sent;
  const { layout, compression } = deps.request;
  const moment = requestTime(requestedAt, answer.answeredAt, answer.headers['date']);
  const format = describePages(resource);
  const canWalk = position.kind === 'time' && resource.pagination.walk !== null;
  try {
    const read = await readPage(answer, {
      inflate: deps.inflate,
      createScanner: () => createPageScanner(format, Math.floor(moment / 1000) - REREAD_SECONDS),
      needsUncompressed: layout === 'ndjson' || compression === 'none',
      heavySecondBytes: canWalk ? deps.heavySecondBytes : undefined,
      signal,
    });
    if (read.kind === 'heavy_second') return { kind: 'done', value: { kind: 'heavy_second' } };
    const page = parsePage(resource, position.kind, secondOf(position), read.scanned);
    const { content } = read;
    return { kind: 'done', value: { kind: 'page', page, content, perPage, requestedAt, requestTime: moment } };
  } catch (error) {
    if (error instanceof InvalidPageError) return { kind: 'failed', failure: 'invalid_page', detail: error.message };
    throw error;
  }
}

const exhaustedError = (exportId: string, failure: FailureKind, detail: string): Error =>
  failure === 'invalid_page'
    ? new MalformedPageError(
        `${exportId}: Zendesk returned HTTP 200 three times, but the body was not a valid page: ${detail}. If this persists, contact Zendesk support about this request.`,
      )
    : new ZendeskUnavailableError(
        `${exportId}: Zendesk requests kept failing for over 2 minutes (last response: ${detail}). The next run will resume from this position. See https://status.zendesk.com.`,
      );
