import { type Answer, INVALID_ENDPOINT, jsonAnswer } from './answer.ts';
import type { Auth } from './auth.ts';
import { cursorExport } from './export/cursor-based.ts';
import type { ExportRequest, ExportRules } from './export/request.ts';
import type { ExportTable } from './export/table.ts';
import { timeBasedExport } from './export/time-based.ts';
import { EXPORT_LIMIT_BODY } from './fault-presets.ts';
import { applicationHeaders, bucketHeader } from './headers.ts';
import { createRateLimiter, type RateLimiter } from './rate-limit.ts';
import type { LoggedRequest } from './request-log.ts';

/** The account-wide limit of a Suite Enterprise plan. Answers carry it, but no export can exhaust it. */
const ACCOUNT_WIDE = { total: 700, windowSeconds: 60 };

/** As much of a request as decides about its answer. */
export type ApplicationRequest = Pick<LoggedRequest, 'index' | 'method' | 'headers' | 'body'>;

/** Answers a request that has come through the network, by these rules. */
export type Application = (request: ApplicationRequest, url: URL, nowMs: number, rules: ExportRules) => Answer;

/** Answers a request for a page of one export. */
type Endpoint = (rules: ExportRules, request: ExportRequest) => Answer;

/** Zendesk without its network: who may ask, how often, and what comes back. */
export function createApplication(tables: readonly ExportTable[], auth: Auth, limiter: RateLimiter): Application {
  const accountWide = createRateLimiter(ACCOUNT_WIDE);
  const endpoints = new Map(tables.flatMap(endpointsOf));

  const exportPage = (
    endpoint: Endpoint,
    authorization: string | undefined,
    asked: ExportRequest,
    rules: ExportRules,
  ) => {
    const refusal = auth.refuse(authorization, asked.nowMs);
    if (refusal) return refusal;
    const verdict = limiter.take(asked.nowMs);
    const bucket = bucketHeader(verdict);
    if (!verdict.allowed)
      return jsonAnswer(429, EXPORT_LIMIT_BODY, { ...bucket, 'retry-after': String(verdict.resets) });
    const answer = endpoint(rules, asked);
    return { ...answer, headers: { ...answer.headers, ...bucket } };
  };

  const route: Application = (
    { method, headers, body },
    { origin, pathname: path, searchParams: query },
    nowMs,
    rules,
  ) => {
    if (method === 'POST' && path === '/oauth/tokens') return auth.issueToken(body, nowMs);
    const endpoint = method === 'GET' ? endpoints.get(path.replace(/\.json$/, '')) : undefined;
    if (endpoint === undefined) return INVALID_ENDPOINT;
    return exportPage(endpoint, headers['authorization'], { origin, path, query, nowMs }, rules);
  };

  return (request, url, nowMs, rules) => {
    const answer = route(request, url, nowMs, rules);
    const common = applicationHeaders(accountWide.take(nowMs), answer.body, request.index);
    return { ...answer, headers: { ...common, ...answer.headers } };
  };
}

/** The endpoints of a table by their paths. */
function endpointsOf(table: ExportTable): [path: string, endpoint: Endpoint][] {
  const path = `/api/v2/${table.path}`;
  const byTime: Endpoint = (rules, request) => timeBasedExport(table, rules, request);
  const byCursor: Endpoint = (rules, request) => cursorExport(table, rules, request);
  return table.hasCursorEndpoint
    ? [
        [path, byTime],
        [`${path}/cursor`, byCursor],
      ]
    : [[path, byTime]];
}
