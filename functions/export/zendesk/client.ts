import { MalformedPageError, ZendeskUnavailableError } from '../core/errors.ts';
import type { ExportRequest } from '../core/export-request.ts';
import type { FetchedPage } from '../core/page/fetched-page.ts';
import { createPageScanner } from '../core/page/page-scanner.ts';
import { InvalidPageError } from '../core/page/page.ts';
import { requestTime } from '../core/pagination/lookback.ts';
import type { RequestQueue, RequestTurn } from '../core/pacing/request-queue.ts';
import type { FailureKind } from '../core/pacing/retry.ts';
import type { PageRequest, PageResult, Zendesk } from '../core/ports/zendesk.ts';
import { classify } from './classify.ts';
import { type Credentials, unauthorizedError } from './credentials.ts';
import { describeAnswer, describeEnvelope } from './describe.ts';
import type { Inflate } from './inflate.ts';
import { handleGatewayTimeout, handleStatus } from './page-errors.ts';
import { readPage, type ReadPage } from './page-reader.ts';
import type { Attempt, RetryLoop } from './retry-loop.ts';
import { type SendDeps, sendPageRequest, type Sent, STOPPED_WAITING } from './send-page-request.ts';

export type ClientDeps = SendDeps & {
  readonly sendWithRetry: RetryLoop;
  /** The run's export requests that wait for their turn. */
  readonly queue: RequestQueue;
  readonly credentials: Credentials;
  readonly inflate: Inflate;
  readonly request: Pick<ExportRequest, 'credentialsSecretId' | 'layout' | 'compression'>;
};

/** How far back (seconds) a run may re-read records. Older records need no digest. */
const REREAD_SECONDS = 7200;

/** Creates the client of the incremental exports. It retries failed requests. */
export const createZendesk = (deps: ClientDeps): Zendesk => ({
  async fetchPage(request) {
    const { resource, memory } = request;
    const result = await deps.sendWithRetry<PageResult>({
      context: request,
      join: (delayMs, now) =>
        deps.queue.join({ bucket: resource.rateLimit, delayMs, isBlocked: () => memory.isFull() }, now),
      attempt: createAttempt(deps, request),
      onSilence: (detail) => handleGatewayTimeout(request, detail),
      exhaustedError: (failure, detail) => exhaustedError(request.exportId, failure, detail),
    });
    return result.kind === 'done' ? result.value : result;
  },
});

/** Creates the attempts at one page. Two 401s in a row, from the export or from /oauth/tokens, end the run. */
function createAttempt(deps: ClientDeps, request: PageRequest): (turn: RequestTurn) => Promise<Attempt<PageResult>> {
  const { credentials } = deps;
  const secretId = deps.request.credentialsSecretId;
  let refusals = 0;

  function handleUnauthorized(detail: string, note: string | undefined, header?: string): Attempt<PageResult> {
    refusals += 1;
    if (refusals === 2) throw unauthorizedError(request.exportId, secretId, detail, note);
    credentials.forget(header);
    return { kind: 'again' };
  }

  return async (turn) => {
    const authorization = await credentials.authorize(request);
    if (authorization.kind === 'stopped') return { ...authorization, inFlight: false };
    const { note } = authorization;
    if (authorization.kind === 'refused') return handleUnauthorized(authorization.detail, note);
    const { header } = authorization;
    const sent = await sendPageRequest(deps, request, header, turn);
    if (sent.kind !== 'sent') return sent;
    const verdict = classify(sent.answer, request.resource.rateLimit);
    if (verdict.kind === 'ok') {
      refusals = 0;
      return readAnswer(deps, request, sent);
    }
    // Not for pages: it decodes and parses the whole body.
    const confidential = credentials.confidential();
    const detail = `GET ${sent.target} returned ${describeAnswer(sent.answer, confidential)}`;
    if (verdict.kind === 'unauthorized') return handleUnauthorized(detail, note, header);
    refusals = 0;
    // The fix may be a new secret, so drop the cached one.
    if (verdict.kind === 'forbidden') credentials.forget(header);
    return handleStatus(request, sent.answer, verdict, { detail, secretId, confidential });
  };
}

/** Reads a page. Frees its place in memory if there is no page to land. */
async function readAnswer(deps: ClientDeps, request: PageRequest, sent: Sent): Promise<Attempt<PageResult>> {
  const { perPage, requestedAt, held } = sent;
  const { place } = held;
  let page: FetchedPage | undefined;
  try {
    const { answeredAt, headers } = sent.answer;
    const moment = requestTime(requestedAt, answeredAt, headers['date']);
    const read = await readContent(deps, request, sent, moment);
    if (read.kind === 'heavy_second') return { kind: 'done', value: { kind: 'heavy_second' } };
    const { content, scanned } = read;
    place.finish(content.bytes.length);
    const { source } = request;
    page = {
      kind: 'page',
      page: source.parse(scanned, content),
      itemKey: source.format.itemKey,
      content,
      perPage,
      requestedAt,
      requestTime: moment,
      place,
      waitedMs: held.waitedMs,
    };
    return { kind: 'done', value: page };
  } catch (error) {
    if (error instanceof InvalidPageError) {
      const shown = describeEnvelope(sent.answer, deps.credentials.confidential());
      const quote = shown === undefined ? '' : ` (${shown})`;
      const detail = `GET ${sent.target} returned 200${quote}, but ${error.message}`;
      return { kind: 'failed', failure: 'invalid_page', detail };
    }
    if (request.signal.aborted && held.isWaiting) return STOPPED_WAITING;
    throw error;
  } finally {
    if (page === undefined) place.free();
  }
}

function readContent(
  deps: ClientDeps,
  { source, signal }: PageRequest,
  { answer, held }: Sent,
  moment: number,
): Promise<ReadPage> {
  const { layout, compression } = deps.request;
  return readPage(answer, {
    inflate: deps.inflate,
    createScanner: () => createPageScanner(source.format, Math.floor(moment / 1000) - REREAD_SECONDS),
    needsUncompressed: source.needsContent || layout === 'ndjson' || compression === 'none',
    heavySecondBytes: source.canWalk ? deps.heavySecondBytes : undefined,
    onInflated: (bytes) => held.grow(answer.body.length + bytes),
    signal,
  });
}

const exhaustedError = (exportId: string, failure: FailureKind, detail: string): Error =>
  failure === 'invalid_page'
    ? new MalformedPageError(
        `${exportId}: Zendesk's response was not a valid page, three times in a row (last response: ${detail}). If this persists, contact Zendesk support about this request.`,
      )
    : new ZendeskUnavailableError(
        `${exportId}: Zendesk requests kept failing for over 2 minutes (last response: ${detail}). The next run will resume from this position. See https://status.zendesk.com.`,
      );
