import { readRateLimit } from '#functions/export/core/pacing/rate-limit-header.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';
import type { RequestTrace, RunTrace, Trace } from '../trace.ts';

const MINUTE = 60_000;
const BUCKET = RATE_LIMIT_BUCKETS.incremental;

/** No run starts more export requests per minute than Zendesk or `requestsPerMinute` allows. */
export function rateLimit({ runs, scenario }: Trace): string[] {
  const configured = scenario.setup.requestsPerMinute;
  return runs.flatMap((run) => {
    const own = run.requests.filter(({ method }) => method === 'GET');
    const exports = run.allRequests.filter(({ method }) => method === 'GET');
    const wrong: string[] = [];
    const beforeHeader = exports.slice(0, exports.findIndex(hasHeader) + 1 || undefined);
    const spanMs = MINUTE / Math.min(1, configured ?? 1);
    const max = Math.max(1, Math.floor(configured ?? BUCKET.requestsPerMinute));
    if (maxWithin(configured === null ? beforeHeader : exports, spanMs) > max) {
      wrong.push(`run ${run.index} started more than ${max} requests in ${spanMs} ms`);
    }
    return [
      ...wrong,
      ...own.flatMap((request, i) => tooEarly(run, request, own[i - 1])),
      ...own.flatMap((request) => inUsedWindow(run, request, exports)),
    ];
  });
}

function maxWithin(requests: readonly RequestTrace[], spanMs: number): number {
  const counts = requests.map(({ at }) => requests.filter((other) => other.at >= at && other.at < at + spanMs).length);
  return Math.max(0, ...counts);
}

const hasHeader = ({ answered }: RequestTrace): boolean =>
  answered !== undefined && readRateLimit(BUCKET, answered.headers) !== undefined;

/** Whether a request was sent before the time that the previous response requires. */
function tooEarly(run: RunTrace, { at }: RequestTrace, before: RequestTrace | undefined): string[] {
  if (before?.answered === undefined) return [];
  const { status, headers, at: answeredAt } = before.answered;
  const retryAfter = Number(headers['retry-after'] ?? 'none');
  const hasRetryAfter = (status === 429 || status === 503) && retryAfter > 0;
  const waits = [
    hasRetryAfter ? retryAfter : 0,
    // The wait after a failure is at least one second.
    [429, 500, 503, 520, 524, 408, 409, 425].includes(status) ? 1 : 0,
  ];
  const earliest = answeredAt + Math.max(...waits) * 1000;
  return at >= earliest ? [] : [`run ${run.index} sent a request ${earliest - at} ms too early after status ${status}`];
}

/** Whether a request was sent in a window that the last response before it, to any export, reports as used up. */
function inUsedWindow(run: RunTrace, { at }: RequestTrace, exports: readonly RequestTrace[]): string[] {
  const before = exports.filter(({ answered }) => answered !== undefined && answered.at < at);
  const last = before.toSorted((one, other) => (one.answered?.at ?? 0) - (other.answered?.at ?? 0)).at(-1);
  const rate = last?.answered && readRateLimit(BUCKET, last.answered.headers);
  if (last === undefined || rate?.remaining !== 0) return [];
  // The header gives the time until the window ends from the request on, independent of the response time.
  const windowEnds = last.at + rate.resets * 1000;
  return at >= windowEnds ? [] : [`run ${run.index} sent a request ${windowEnds - at} ms before the window ended`];
}
