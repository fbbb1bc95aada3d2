import { type Answer, INVALID_ENDPOINT, jsonAnswer } from './answer.ts';
import type { Auth } from './auth.ts';
import { type Endpoint, listEndpoints, type RulesOf } from './export/endpoints.ts';
import type { ExportRequest } from './export/request.ts';
import type { ExportTable } from './export/table.ts';
import { EXPORT_LIMIT_BODY } from './fault-presets.ts';
import { applicationHeaders, bucketHeader } from './headers.ts';
import { createRateLimiter, type RateLimiter } from './rate-limit.ts';
import type { LoggedRequest } from './request-log.ts';

/** The account-wide limit of a Suite Enterprise plan. Responses contain it, but exports cannot exhaust it. */
const ACCOUNT_WIDE = { total: 700, windowSeconds: 60 };

/** The properties of a request that determine its response. */
export type ApplicationRequest = Pick<LoggedRequest, 'index' | 'method' | 'headers' | 'body'>;

/** Responds to a request, using these rules. */
export type Application = (request: ApplicationRequest, url: URL, nowMs: number, rulesOf: RulesOf) => Answer;

/** Creates Zendesk's API without the network: authentication, rate limit and export pages. */
export function createApplication(tables: readonly ExportTable[], auth: Auth, limiter: RateLimiter): Application {
  const accountWide = createRateLimiter(ACCOUNT_WIDE);
  const endpoints = new Map(tables.flatMap(listEndpoints));

  const exportPage = (
    endpoint: Endpoint,
    authorization: string | undefined,
    request: ExportRequest,
    rulesOf: RulesOf,
  ) => {
    const refusal = auth.refuse(authorization, request.nowMs);
    if (refusal) return refusal;
    const verdict = limiter.take(request.nowMs);
    const bucket = bucketHeader(verdict);
    if (!verdict.allowed)
      return jsonAnswer(429, EXPORT_LIMIT_BODY, { ...bucket, 'retry-after': String(verdict.resets) });
    const answer = endpoint(rulesOf, request);
    return { ...answer, headers: { ...answer.headers, ...bucket } };
  };

  const route: Application = (
    { method, headers, body },
    { origin, pathname: path, searchParams: query },
    nowMs,
    rulesOf,
  ) => {
    if (method === 'POST' && path === '/oauth/tokens') return auth.issueToken(body, nowMs);
    const endpoint = method === 'GET' ? endpoints.get(path.replace(/\.json$/, '')) : undefined;
    if (endpoint === undefined) return INVALID_ENDPOINT;
    return exportPage(endpoint, headers['authorization'], { origin, path, query, nowMs }, rulesOf);
  };

  return (request, url, nowMs, rulesOf) => {
    const answer = route(request, url, nowMs, rulesOf);
    const common = applicationHeaders(accountWide.take(nowMs), answer.body, request.index);
    return { ...answer, headers: { ...common, ...answer.headers } };
  };
}
