import { CredentialsError, MalformedPageError, ZendeskRefusedError, ZendeskUnavailableError } from '../core/errors.ts';
import { InvalidPageError, pageOf } from '../core/page/page.ts';
import { createPageScanner } from '../core/page/page-scanner.ts';
import type { Pacer } from '../core/pacing/pacer.ts';
import type { Clock, Http, HttpAnswer } from '../core/ports/ports.ts';
import { buildQuery, secondOf } from '../core/pagination/position.ts';
import type { ExportRequest } from '../core/export-request.ts';
import { requestMoment } from '../core/pagination/lookback.ts';
import type { PageResult, PageRequest, Zendesk } from '../core/ports/zendesk.ts';
import { bodyText } from './body.ts';
import { type Classified, classify } from './classify.ts';
import { type Credentials, unauthorized } from './credentials.ts';
import { describeAnswer } from './describe.ts';
import type { Attempt, RetryLoop } from './retry-loop.ts';
import type { Inflate } from './inflate.ts';
import { readPage } from './page-reader.ts';
import { COMMON_HEADERS } from './user-agent.ts';

export type ClientDeps = {
  readonly clock: Pick<Clock, 'now'>;
  readonly http: Http;
  readonly sendWithRetry: RetryLoop;
  readonly pacer: Pacer;
  readonly credentials: Credentials;
  /** Scheme, host and port of Zendesk: the only place that requests and credentials go to. */
  readonly origin: string;
  readonly inflate: Inflate;
  readonly request: Pick<
    ExportRequest,
    'include' | 'supportTypeScope' | 'credentialsSecretId' | 'layout' | 'compression'
  >;
};

/** Of older records no digest is needed: further back than that no run reads again what it has read. */
const REREAD_SECONDS = 7200;

/** The client of the incremental exports: one page, or one reason why not. Retries are its affair. */
export function createZendesk(deps: ClientDeps): Zendesk {
  const { clock, http, credentials, pacer, origin, request } = deps;
  const needsUncompressed = request.layout === 'ndjson' || request.compression === 'none';

  async function fetched(ask: PageRequest, answer: HttpAnswer, requestedAt: number): Promise<Attempt<PageResult>> {
    const moment = requestMoment(requestedAt, answer.answeredAt, answer.headers['date']);
    const newScanner = () => createPageScanner(ask.resource, Math.floor(moment / 1000) - REREAD_SECONDS);
    try {
      const { scanned, content } = await readPage(answer, {
        inflate: deps.inflate,
        newScanner,
        needsUncompressed,
        signal: ask.signal,
      });
      const pagination = ask.position.kind === 'time' ? 'time' : 'cursor';
      const page = pageOf(ask.resource, pagination, secondOf(ask.position), scanned);
      return { kind: 'done', value: { kind: 'page', page, content, requestedAt, requestMoment: moment } };
    } catch (error) {
      if (error instanceof InvalidPageError) return { kind: 'failed', failure: 'invalid_page', detail: error.message };
      throw error;
    }
  }

  return {
    async fetchPage(ask) {
      // Two in a row, whether at the export or at /oauth/tokens, end the run.
      let refusals = 0;
      const refused = (detail: string): Attempt<PageResult> => {
        refusals += 1;
        if (refusals === 2) throw unauthorized(ask.exportId, request.credentialsSecretId, detail);
        credentials.forget();
        return { kind: 'again' };
      };

      const answered = await deps.sendWithRetry<PageResult>({
        context: ask,
        pacer,
        async attempt() {
          const authorization = await credentials.authorize(ask);
          if (authorization.kind === 'stopped') return { ...authorization, inFlight: false };
          if (authorization.kind === 'refused') return refused('POST /oauth/tokens answered 401');
          const requestedAt = clock.now();
          pacer.recordStart(requestedAt);
          const headers = { ...COMMON_HEADERS, authorization: authorization.header };
          const target = buildQuery(ask.resource, ask.position, request, ask.size.current);
          const answer = await http({ method: 'GET', url: origin + target, headers }, ask.signal);
          pacer.observe(requestedAt, answer.headers, answer.status === 429);
          const verdict = classify(answer, pacer.bucket);
          if (verdict.kind === 'ok') {
            refusals = 0;
            return fetched(ask, answer, requestedAt);
          }
          // Not for a page: it would be decoded and parsed a second time, and whole.
          const detail = `GET ${target} answered ${describeAnswer(answer, credentials.confidential())}`;
          if (verdict.kind === 'unauthorized') return refused(detail);
          refusals = 0;
          if (verdict.kind === 'forbidden') {
            // Whoever mends this replaces the secret.
            credentials.forget();
            throw forbidden(ask, request.credentialsSecretId, detail);
          }
          return handleStatus(ask, answer, verdict, detail);
        },
        onSilence: (detail) => handleGatewayTimeout(ask, detail),
        exhaustedError: (failure, detail) =>
          failure === 'invalid_page'
            ? new MalformedPageError(
                `${ask.exportId}: Zendesk answered 200 again and again, but with no page: ${detail}. If this goes on, ask Zendesk's support about this request.`,
              )
            : new ZendeskUnavailableError(
                `${ask.exportId}: Zendesk did not answer usefully for minutes, last: ${detail}. The next run goes on from here; see https://status.zendesk.com.`,
              ),
      });
      return answered.kind === 'done' ? answered.value : answered;
    },
  };
}

function handleStatus(
  ask: PageRequest,
  answer: HttpAnswer,
  verdict: Exclude<Classified, { kind: 'ok' | 'unauthorized' | 'forbidden' }>,
  detail: string,
): Attempt<PageResult> {
  switch (verdict.kind) {
    case 'gateway_timeout':
      return handleGatewayTimeout(ask, detail);
    case 'retry':
      return { kind: 'failed', failure: verdict.failure, detail, waitMs: verdict.waitMs };
    case 'redirect':
      throw new ZendeskRefusedError(
        `${ask.exportId}: ${detail}, a redirect${redirectedTo(answer)}. It is not followed, since credentials go to one address only. Check the subdomain.`,
      );
    case 'refused':
      return handleClientError(ask, answer, detail);
  }
}

/** Zendesk needs too long for the page: a 504, or silence again and again. */
function handleGatewayTimeout(ask: PageRequest, detail: string): Attempt<PageResult> {
  if (ask.size.halve()) return { kind: 'failed', failure: 'smaller_page', detail };
  return ask.position.kind === 'time' && ask.resource.cursorPath !== null
    ? { kind: 'done', value: { kind: 'page_timeout' } }
    : { kind: 'failed', failure: 'unavailable', detail };
}

const forbidden = (ask: PageRequest, secretId: string, detail: string): CredentialsError =>
  new CredentialsError(
    `${ask.exportId}: ${detail}. The incremental exports are for admins: the user who owns the credentials in the secret ${secretId} must be an admin, and a token needs the scope "read".`,
  );

function handleClientError(ask: PageRequest, answer: HttpAnswer, detail: string): Attempt<PageResult> {
  const hint = answer.status === 404 ? ' Check the subdomain, and that the plan has the incremental exports.' : '';
  const error = new ZendeskRefusedError(
    `${ask.exportId}: ${detail}.${hint} Asking again would not help: correct the export request.`,
  );
  if (ask.position.kind === 'walk' && ask.position.cursor !== undefined) {
    return { kind: 'done', value: { kind: 'cursor_refused', error } };
  }
  if (isTooRecentAnswer(answer)) return { kind: 'done', value: { kind: 'too_recent' } };
  throw error;
}

/**
 * Zendesk's two ways to say that `start_time` is younger than it allows: not an error, there is nothing to ask for yet.
 * @see https://github.com/airbytehq/airbyte/issues/22483
 */
function isTooRecentAnswer(answer: HttpAnswer): boolean {
  const said = bodyText(answer);
  return (
    (answer.status === 400 && said.includes('StartTimeTooRecent')) ||
    (answer.status === 422 && /too recent start_time/i.test(said))
  );
}

function redirectedTo({ headers }: HttpAnswer): string {
  const url = URL.parse(headers['location'] ?? '');
  return url === null ? '' : ` to ${url.host}`;
}
