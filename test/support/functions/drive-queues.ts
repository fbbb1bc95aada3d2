import { createPacer } from '#functions/export/core/pacing/pacer.ts';
import {
  createRequestQueue,
  type RequestQueue,
  type RequestTurn,
} from '#functions/export/core/pacing/request-queue.ts';
import type { RateLimitBucket } from '#functions/export/core/rate-limit-bucket.ts';
import { createRateLimiter, type RateLimiter } from '#sandbox/zendesk/rate-limit.ts';

const MINUTE = 60_000;
/** Response time of a 429, and time until a request reaches Zendesk (ms). */
const LATENCY_MS = 50;

/** One bucket of Zendesk and its true limit per minute. */
export type Limit = { readonly bucket: RateLimitBucket; readonly total: number };

/** An export that requests pages without a pause. */
type DrivenExport = {
  readonly bucket: RateLimitBucket;
  /** Milliseconds from the request of a page to its response. */
  readonly pageMs: number;
  /** The wait before each request (ms), as after a failure. Default: none. */
  readonly delayMs?: number;
};

export type DrivenRun = {
  readonly exports: readonly DrivenExport[];
  /** Milliseconds from the beginning to the start of the run. */
  readonly startAt?: number;
  readonly share?: number;
  readonly requestsPerMinute?: number | undefined;
};

/** A request that has started. Times are true milliseconds from the beginning. */
export type Started = {
  readonly run: number;
  readonly exported: DrivenExport;
  readonly at: number;
  /** How many requests of its run and bucket came later, were ready as well, and started before this one did. */
  readonly overtakenBy: number;
  /** How many requests of its run and bucket started while this one was ready. */
  readonly passedBy: number;
  readonly refused: boolean;
};

export type Driven = {
  readonly limits: readonly Limit[];
  readonly runs: readonly DrivenRun[];
  readonly minutes: number;
  /** The function's clock is set back at these times by these amounts (ms). Default: never. */
  readonly setBacks?: readonly { readonly at: number; readonly by: number }[];
};

type Waiting = {
  readonly run: number;
  readonly exported: DrivenExport;
  readonly turn: RequestTurn;
  /** True time from which the request itself could start. */
  readyAt: number;
  overtakenBy: number;
  passedBy: number;
};

/** Runs the queues of several runs against the same rate limits, on a virtual clock. Returns all started requests. */
export function driveQueues({ limits, runs, minutes, setBacks = [] }: Driven): Started[] {
  const limiters = new Map(
    limits.map(({ bucket, total }) => [bucket, createRateLimiter({ total, windowSeconds: 60 })]),
  );
  const queues = runs.map(({ share = 1, requestsPerMinute }) =>
    createRequestQueue({ pacers: limits.map(({ bucket }) => createPacer(bucket, { share })), requestsPerMinute }),
  );
  const events: { readonly at: number; readonly go: () => void }[] = [];
  const started: Started[] = [];
  let waiting: Waiting[] = [];
  let now = 0;
  let offset = 0;
  const clock = (): number => 1e9 + now - offset;
  const after = (ms: number, go: () => void): void => void events.push({ at: now + ms, go });

  function join(run: number, exported: DrivenExport, delayMs: number): void {
    const request = { bucket: exported.bucket, delayMs, isBlocked: () => false };
    const turn = (queues[run] as RequestQueue).join(request, clock());
    waiting.push({ run, exported, turn, readyAt: now + delayMs, overtakenBy: 0, passedBy: 0 });
  }

  function start(request: Waiting): void {
    const { run, exported, turn } = request;
    const { bucket, pageMs, delayMs = 0 } = exported;
    if (!turn.start(clock())) throw new Error('A request did not start as planned.');
    const index = waiting.indexOf(request);
    for (const [other, rival] of waiting.entries()) {
      if (rival === request || rival.run !== run || rival.exported.bucket !== bucket || rival.readyAt > now) continue;
      rival.passedBy += 1;
      if (other < index) rival.overtakenBy += 1;
    }
    waiting = waiting.filter((other) => other !== request);
    const verdict = (limiters.get(bucket) as RateLimiter).take(now + LATENCY_MS);
    const { overtakenBy, passedBy } = request;
    started.push({ run, exported, at: now, overtakenBy, passedBy, refused: !verdict.allowed });
    const header = `total=${verdict.total}; remaining=${verdict.remaining}; resets=${verdict.resets}`;
    const headers = bucket.header === null ? {} : { [bucket.header]: header };
    const waitMs = verdict.allowed ? delayMs : verdict.resets * 1000;
    after(verdict.allowed ? pageMs : 2 * LATENCY_MS, () => {
      turn.observe(headers, !verdict.allowed);
      if (!verdict.allowed) turn.pauseBucket(clock(), waitMs);
      turn.end();
      join(run, exported, waitMs);
    });
  }

  for (const [run, { exports, startAt = 0 }] of runs.entries())
    for (const exported of exports) after(startAt, () => join(run, exported, 0));
  function setBack(by: number): void {
    offset += by;
    // The wait of a request itself may begin again.
    for (const request of waiting) if (request.readyAt > now) request.readyAt = now + (request.exported.delayMs ?? 0);
  }
  for (const { at, by } of setBacks) after(at, () => setBack(by));

  while (now < minutes * MINUTE) {
    const plans = waiting.map((request) => ({ request, ...request.turn.plan(clock()) }));
    const next = plans.find(({ isNext, waitMs }) => isNext && waitMs === 0);
    if (next !== undefined) {
      start(next.request);
      continue;
    }
    const wakes = plans.filter(({ isNext }) => isNext).map(({ waitMs }) => now + waitMs);
    now = Math.min(...wakes, ...events.map(({ at }) => at));
    const due = events.filter(({ at }) => at <= now);
    for (const event of due) {
      events.splice(events.indexOf(event), 1);
      event.go();
    }
  }
  return started;
}
