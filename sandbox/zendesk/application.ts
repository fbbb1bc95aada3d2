import type { Account } from './account/account.ts';
import { type Answer, INVALID_ENDPOINT, jsonAnswer } from './answer.ts';
import type { Auth } from './auth.ts';
import { cursorExport } from './export/cursor-based.ts';
import type { ExportRequest, ExportRules } from './export/request.ts';
import { EXPORT_LIMIT_BODY } from './faults.ts';
import { applicationHeaders, bucketHeader } from './headers.ts';
import { createRateLimiter, type RateLimiter } from './rate-limit.ts';
import type { LoggedRequest } from './request-log.ts';
import { timeBasedExport } from './export/time-based.ts';

const EXPORTS = '/api/v2/incremental/';

/** The account-wide limit of a Suite Enterprise plan; it is told, but no export can ever exhaust it. */
const ACCOUNT_WIDE = { total: 700, windowSeconds: 60 };

/** As much of a request as decides about its answer. */
export type ApplicationRequest = Pick<LoggedRequest, 'index' | 'method' | 'headers' | 'body'>;

/** What answers requests, once they have come through the network: each by its rules. */
export type Application = (request: ApplicationRequest, url: URL, nowMs: number, rules: ExportRules) => Answer;

/** Zendesk without its network: who may ask, how often, and what comes back. */
export function createApplication(account: Account, auth: Auth, limiter: RateLimiter): Application {
  const accountWide = createRateLimiter(ACCOUNT_WIDE);

  const exportPage = (request: ExportRequest, rules: ExportRules): Answer => {
    const resource = request.path.slice(EXPORTS.length).replace(/\.json$/, '');
    if (resource === 'tickets') return timeBasedExport(account, rules, request);
    if (resource === 'tickets/cursor') return cursorExport(account, rules, request);
    return INVALID_ENDPOINT;
  };

  const incremental: Application = (request, url, nowMs, rules) => {
    const refusal = auth.refuse(request.headers['authorization'], nowMs);
    if (refusal) return refusal;
    const verdict = limiter.take(nowMs);
    const bucket = bucketHeader(verdict);
    if (!verdict.allowed)
      return jsonAnswer(429, EXPORT_LIMIT_BODY, { ...bucket, 'retry-after': String(verdict.resets) });
    const { origin, pathname: path, searchParams: query } = url;
    const answer = exportPage({ origin, path, query, nowMs }, rules);
    return { ...answer, headers: { ...answer.headers, ...bucket } };
  };

  const route: Application = (request, url, nowMs, rules) => {
    if (request.method === 'POST' && url.pathname === '/oauth/tokens') return auth.issueToken(request.body, nowMs);
    if (request.method === 'GET' && url.pathname.startsWith(EXPORTS)) return incremental(request, url, nowMs, rules);
    return INVALID_ENDPOINT;
  };

  return (request, url, nowMs, rules) => {
    const answer = route(request, url, nowMs, rules);
    const common = applicationHeaders(accountWide.take(nowMs), answer.body, request.index);
    return { ...answer, headers: { ...common, ...answer.headers } };
  };
}
