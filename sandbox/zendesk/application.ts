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

/** What answers requests, once they have come through the network. */
export type Application = (request: LoggedRequest, url: URL, nowMs: number) => Answer;

/** Zendesk without its network: who may ask, how often, and what comes back. */
export function createApplication(account: Account, auth: Auth, limiter: RateLimiter, rules: ExportRules): Application {
  const accountWide = createRateLimiter(ACCOUNT_WIDE);

  const exportPage = (request: ExportRequest): Answer => {
    const resource = request.path.slice(EXPORTS.length).replace(/\.json$/, '');
    if (resource === 'tickets') return timeBasedExport(account, rules, request);
    if (resource === 'tickets/cursor') return cursorExport(account, rules, request);
    return INVALID_ENDPOINT;
  };

  const incremental = (request: LoggedRequest, url: URL, nowMs: number): Answer => {
    const refusal = auth.refuse(request.headers['authorization'], nowMs);
    if (refusal) return refusal;
    const verdict = limiter.take(nowMs);
    const bucket = bucketHeader(verdict);
    if (!verdict.allowed)
      return jsonAnswer(429, EXPORT_LIMIT_BODY, { ...bucket, 'retry-after': String(verdict.resets) });
    const answer = exportPage({ origin: url.origin, path: url.pathname, query: url.searchParams, nowMs });
    return { ...answer, headers: { ...answer.headers, ...bucket } };
  };

  const route = (request: LoggedRequest, url: URL, nowMs: number): Answer => {
    if (request.method === 'POST' && url.pathname === '/oauth/tokens') return auth.issueToken(request.body, nowMs);
    if (request.method === 'GET' && url.pathname.startsWith(EXPORTS)) return incremental(request, url, nowMs);
    return INVALID_ENDPOINT;
  };

  return (request, url, nowMs) => {
    const answer = route(request, url, nowMs);
    const common = applicationHeaders(accountWide.take(nowMs), answer.body, request.index);
    return { ...answer, headers: { ...common, ...answer.headers } };
  };
}
