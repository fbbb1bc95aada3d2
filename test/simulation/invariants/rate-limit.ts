import { readRateLimit } from '#functions/export/core/pacing/rate-limit-header.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';
import type { RequestTrace, RunTrace, Trace } from '../trace.ts';

const MINUTE = 60_000;
const BUCKET = RATE_LIMIT_BUCKETS.incremental;

/** No run starts more export requests per minute than Zendesk or `requestsPerMinute` allows. */
export function rateLimit({ runs, scenario }: Trace): string[] {
  const configured = scenario.setup.requestsPerMinute;
  return runs.flatMap((run) => {
    const exports = run.requests.filter(({ method }) => method === 'GET');
    const wrong: string[] = [];
    const beforeHeader = exports.slice(0, exports.findIndex(hasHeader) + 1 || undefined);
    const spanMs = MINUTE / Math.min(1, configured ?? 1);
    const max = Math.max(1, Math.floor(configured ?? BUCKET.requestsPerMinute));
    if (maxWithin(configured === null ? beforeHeader : exports, spanMs) > max) {
      wrong.push(`run ${run.index} started more than ${max} requests in ${spanMs} ms`);
    }
    return [...wrong, ...exports.flatMap((request, i) => tooEarly(run, request, exports[i - 1]))];
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
  const rate = readRateLimit(BUCKET, headers);
  const retryAfter = Number(headers['retry-after'] ?? 'none');
  const hasRetryAfter = (status === 429 || status === 503) && retryAfter > 0;
  const waits = [
    hasRetryAfter ? retryAfter : 0,
    // The wait after a failure is at least one second.
    [429, 500, 503, 520, 524, 408, 409, 425].includes(status) ? 1 : 0,
  ];
  // The header gives the time until the window ends from the request on, independent of the response time.
  const windowEnds = rate?.remaining === 0 ? before.at + rate.resets * 1000 : 0;
  const earliest = Math.max(windowEnds, answeredAt + Math.max(...waits) * 1000);
  return at >= earliest ? [] : [`run ${run.index} sent a request ${earliest - at} ms too early after status ${status}`];
}
