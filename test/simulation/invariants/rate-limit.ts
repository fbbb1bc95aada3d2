import { readRateLimit } from '#functions/export/core/pacing/rate-limit-header.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';
import type { RequestTrace, RunTrace, Trace } from '../trace.ts';

const MINUTE = 60_000;
const BUCKET = RATE_LIMIT_BUCKETS.incremental;

/** No run starts more export requests in a minute than Zendesk, or the user's own ceiling, allows. */
export function rateLimit({ runs, scenario }: Trace): string[] {
  const ceiling = scenario.setup.requestsPerMinute;
  return runs.flatMap((run) => {
    const exports = run.requests.filter(({ method }) => method === 'GET');
    const wrong: string[] = [];
    const beforeHeader = exports.slice(0, exports.findIndex(hasHeader) + 1 || undefined);
    const spanMs = MINUTE / Math.min(1, ceiling ?? 1);
    const most = Math.max(1, Math.floor(ceiling ?? BUCKET.requestsPerMinute));
    if (mostWithin(ceiling === null ? beforeHeader : exports, spanMs) > most) {
      wrong.push(`run ${run.index} started more than ${most} in ${spanMs} ms`);
    }
    return [...wrong, ...exports.flatMap((request, i) => tooEarly(run, request, exports[i - 1]))];
  });
}

function mostWithin(requests: readonly RequestTrace[], spanMs: number): number {
  const counts = requests.map(({ at }) => requests.filter((other) => other.at >= at && other.at < at + spanMs).length);
  return Math.max(0, ...counts);
}

const hasHeader = ({ answered }: RequestTrace): boolean =>
  answered !== undefined && readRateLimit(BUCKET, answered.headers) !== undefined;

/** Whether a request came before the moment that the answer before it named. */
function tooEarly(run: RunTrace, { at }: RequestTrace, before: RequestTrace | undefined): string[] {
  if (before?.answered === undefined) return [];
  const { status, headers, at: answeredAt } = before.answered;
  const rate = readRateLimit(BUCKET, headers);
  const retryAfter = Number(headers['retry-after'] ?? 'none');
  const asksToWait = (status === 429 || status === 503) && retryAfter > 0;
  const waits = [
    asksToWait ? retryAfter : 0,
    // Never at once: the wait that a failure costs is a second at least.
    [429, 500, 503, 520, 524, 408, 409, 425].includes(status) ? 1 : 0,
  ];
  // The header says how long the window lasts from the request on, however long its answer takes.
  const windowEnds = rate?.remaining === 0 ? before.at + rate.resets * 1000 : 0;
  const earliest = Math.max(windowEnds, answeredAt + Math.max(...waits) * 1000);
  return at >= earliest ? [] : [`run ${run.index} asked ${earliest - at} ms too early after a ${status}`];
}
