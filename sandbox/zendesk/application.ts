import { refuseCaller } from './access.ts';
import { ACCOUNT_ENDPOINTS } from './account-endpoints.ts';
import { type Answer, INVALID_ENDPOINT, withHeaders } from './answer.ts';
import type { Auth } from './auth.ts';
import type { Endpoint, RulesOf } from './endpoint.ts';
import { listExportEndpoints } from './export/endpoints.ts';
import type { ExportRequest } from './export/request.ts';
import type { ExportTable } from './export/table.ts';
import type { GapList } from './gaps.ts';
import { bucketHeaders, commonHeaders, SERVICE_HEADERS } from './headers.ts';
import type { Verdict } from './rate-limit.ts';
import { ACCOUNT_LIMITS, type RateLimits } from './rate-limits.ts';
import { createListEndpoint } from './lists/endpoints.ts';
import type { ListTable } from './lists/table.ts';
import { ACCOUNT_LIMIT_EXCEEDED, BUCKET_LIMIT_EXCEEDED } from './refusals.ts';
import type { LoggedRequest } from './request-log.ts';

/** The properties of a request that determine its response. */
export type ApplicationRequest = Pick<LoggedRequest, 'index' | 'method' | 'headers' | 'body'>;

/** Responds to a request, using these rules. */
export type Application = (request: ApplicationRequest, url: URL, nowMs: number, rulesOf: RulesOf) => Answer;

/** The exports and lists of an account. */
export type Tables = {
  readonly exports: readonly ExportTable[];
  readonly lists: readonly ListTable[];
};

/** The checks before an endpoint responds. */
export type Checks = {
  readonly auth: Auth;
  readonly gaps: GapList;
  readonly limits: RateLimits;
};

/** Creates Zendesk's API without the network: authentication, access, rate limits and pages. */
export function createApplication({ exports, lists }: Tables, { auth, gaps, limits }: Checks): Application {
  const all = [...exports.flatMap(listExportEndpoints), ...lists.map(createListEndpoint), ...ACCOUNT_ENDPOINTS];
  const endpoints = new Map(all.map((endpoint) => [endpoint.path, endpoint]));

  const findEndpoint = (path: string): Endpoint | undefined =>
    endpoints.get(path) ?? endpoints.get(path.replace(/\/\d+\//, '/{id}/'));

  const call = (
    { access, resource, bucket, respond }: Endpoint,
    authorization: string | undefined,
    request: ExportRequest,
    rulesOf: RulesOf,
  ): Answer => {
    const caller = auth.identify(authorization, request.nowMs);
    if ('status' in caller) return caller;
    const refusal = refuseCaller(caller, access) ?? gaps.refuse(resource, access);
    if (refusal) return refusal;
    if (bucket === undefined) return respond(request, rulesOf, caller);
    const verdict = limits[bucket].take(request.nowMs);
    const answer = verdict.allowed ? respond(request, rulesOf, caller) : reject(BUCKET_LIMIT_EXCEEDED[bucket], verdict);
    return withHeaders(answer, bucketHeaders(bucket, verdict));
  };

  const route: Application = (request, url, nowMs, rulesOf) => {
    const { method, headers, body } = request;
    const { pathname: path, searchParams: query } = url;
    // No limit counts requests for tokens. Their recorded responses have none of the headers, and the next request is
    // the first of its window (useairfoil/typescript-sdk, `api.vcr.test.cassette`).
    if (method === 'POST' && path === '/oauth/tokens') return auth.issueToken(body, nowMs);

    const endpoint = method === 'GET' ? findEndpoint(path.replace(/\.json$/, '')) : undefined;
    const service = endpoint?.access.service ?? 'support';
    const verdict = limits[ACCOUNT_LIMITS[service]].take(nowMs);
    const respond = (): Answer =>
      endpoint
        ? call(endpoint, headers['authorization'], { origin: readOrigin(url, headers), path, query, nowMs }, rulesOf)
        : INVALID_ENDPOINT;
    const answer = verdict.allowed ? respond() : reject(ACCOUNT_LIMIT_EXCEEDED, verdict);
    return withHeaders(answer, SERVICE_HEADERS[service](verdict));
  };

  return (request, url, nowMs, rulesOf) => {
    const answer = route(request, url, nowMs, rulesOf);
    return { ...answer, headers: { ...commonHeaders(answer.body, request.index), ...answer.headers } };
  };
}

/** Adds `Retry-After` to the response for a request beyond a rate limit. */
function reject(answer: Answer, { resets }: Verdict): Answer {
  return withHeaders(answer, { 'retry-after': String(resets) });
}

/** Returns the origin that the client sees: a proxy that terminates TLS reports the scheme in `X-Forwarded-Proto`. */
function readOrigin({ protocol, host }: URL, headers: LoggedRequest['headers']): string {
  const [, forwarded] = /^\s*(https?)\s*(?:,|$)/i.exec(headers['x-forwarded-proto'] ?? '') ?? [];
  return new URL(`${forwarded ?? protocol.slice(0, -1)}://${host}`).origin;
}
