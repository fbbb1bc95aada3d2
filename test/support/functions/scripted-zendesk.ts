import { type Clock, type Http, type HttpResponse, NetworkError } from '#functions/export/core/ports/ports.ts';
import type { RateLimitBucket } from '#functions/export/core/rate-limit-bucket.ts';
import type { IncrementalResource } from '#functions/export/core/resource.ts';
import { createRateLimiter, type RateLimiter } from '#sandbox/zendesk/rate-limit.ts';
import { ticket } from './pages.ts';

/** How Zendesk serves one export. Times are milliseconds. */
export type ScriptedExport = {
  readonly resource: IncrementalResource;
  /** From the request to the headers of the response. */
  readonly pageMs: number;
  /** From the headers to the end of the body. Default: 0. */
  readonly bodyMs?: number;
  /** The number of pages. The last one ends the stream. Default: the pages never end. */
  readonly pages?: number;
  /** Approximate size of a page in bytes. Default: a few bytes. */
  readonly bytes?: number;
  /** Returns another response or an error for the nth request of the export, from 1. */
  readonly respond?: (request: number) => Partial<Pick<HttpResponse, 'status' | 'headers'>> | Error | undefined;
};

/** A request that Zendesk received. Times are epoch milliseconds. */
export type ScriptedRequest = {
  readonly exported: ScriptedExport;
  readonly at: number;
  status?: number;
  /** When the body arrived completely. */
  readAt?: number;
};

/** Time until a request reaches Zendesk, and response time of an error (ms). */
const LATENCY_MS = 50;
const ERROR_MS = 100;
/** The second of the first record, long ago. */
const FIRST_SECOND = 1_700_000_000;

type ScriptedZendeskOptions = {
  readonly clock: Clock;
  readonly exports: readonly ScriptedExport[];
  /** Requests per minute of each bucket. */
  readonly totals: ReadonlyMap<RateLimitBucket, number>;
};

/** A Zendesk with one page per second from {@link FIRST_SECOND} on, whose calls overlap on a virtual clock. */
export function scriptedZendesk({ clock, exports, totals }: ScriptedZendeskOptions) {
  const requests: ScriptedRequest[] = [];
  const limiters = new Map<RateLimitBucket, RateLimiter>(
    Array.from(totals, ([bucket, total]) => [bucket, createRateLimiter({ total, windowSeconds: 60 })]),
  );

  async function elapse(ms: number, signal: AbortSignal): Promise<void> {
    if (ms > 0) await clock.sleep(ms, signal);
    if (signal.aborted) throw new NetworkError('aborted');
  }

  const http: Http = async ({ url }, signal) => {
    const { pathname, searchParams } = new URL(url);
    const exported = exports.find(({ resource }) => resource.pagination.timePath === pathname);
    if (exported === undefined) throw new Error(`no export has the path ${pathname}`);
    const request: ScriptedRequest = { exported, at: clock.now() };
    requests.push(request);
    const { allowed, limit, resets } = takeFrom(limiters, exported.resource.rateLimit, request.at + LATENCY_MS);
    const nth = requests.filter((each) => each.exported === exported).length;
    const other = allowed ? exported.respond?.(nth) : { status: 429, headers: { 'retry-after': resets } };
    await elapse(other === undefined ? exported.pageMs : ERROR_MS, signal);
    if (other instanceof Error) throw other;
    request.status = other?.status ?? 200;
    const body = request.status === 200 ? pageOf(exported, Number(searchParams.get('start_time'))) : Buffer.from('{}');
    return {
      status: request.status,
      headers: { ...limit, ...other?.headers },
      answeredAt: clock.now(),
      async readBody(onChunk) {
        await elapse(exported.bodyMs ?? 0, signal);
        await onChunk?.(body, body.length);
        request.readAt = clock.now();
        return body;
      },
    };
  };
  return { http, requests };
}

function takeFrom(limiters: ReadonlyMap<RateLimitBucket, RateLimiter>, bucket: RateLimitBucket, at: number) {
  const verdict = limiters.get(bucket)?.take(at);
  if (verdict === undefined || bucket.header === null) return { allowed: true, limit: {}, resets: '' };
  const { allowed, total, remaining, resets } = verdict;
  const limit = { [bucket.header]: `total=${total}; remaining=${remaining}; resets=${resets}` };
  return { allowed, limit, resets: String(resets) };
}

/** The page from this second on: one record in each of two seconds. */
function pageOf({ resource, pages = Infinity, bytes = 0 }: ScriptedExport, startTime: number): Buffer {
  const second = Math.max(startTime, FIRST_SECOND);
  const page = second - FIRST_SECOND + 1;
  const text = 'x'.repeat(bytes);
  return Buffer.from(
    JSON.stringify({
      [resource.itemKey]: [ticket(1, second), ticket(2, second + 1, { text })],
      end_of_stream: page >= pages,
      end_time: second + 1,
    }),
  );
}
