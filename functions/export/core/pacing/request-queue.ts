import type { RateLimitBucket } from '../rate-limit-bucket.ts';
import { createDelay } from './delay.ts';
import type { Pacer, ResponseHeaders } from './pacer.ts';
import { hasEarlierRequest, type WaitingRequest } from './request-order.ts';
import { createRequestLimit, type RequestLimit } from './request-limit.ts';

/**
 * The export requests of a run that wait for their turn. Each rate-limit bucket serves them in the order in which they
 * came, so that no export starves. All times are epoch milliseconds.
 */
export type RequestQueue = {
  /** Adds a request. It must leave the queue again, see {@link RequestTurn}. */
  join(request: QueuedRequest, now: number): RequestTurn;
  /** Makes all waiting requests check again whether they may start. */
  wake(): void;
};

type QueuedRequest = {
  readonly bucket: RateLimitBucket;
  /** The wait of the request itself before a retry (ms). It does not hold up other requests. */
  readonly delayMs: number;
  /** True while the request may not start for another reason. Call `wake` when this changes. */
  readonly isBlocked: () => boolean;
};

/** The place of one request in the queue. */
export type RequestTurn = {
  /** Returns when the request may start. Ask again after that time and whenever `changed` aborts. */
  plan(now: number): RequestPlan;
  /** Aborts when the queue changes. */
  readonly changed: AbortSignal;
  /**
   * Starts the request and leaves the queue.
   * @returns false if the request may not start after all, because something has changed since the plan
   */
  start(now: number): boolean;
  /** Records the response when its headers arrive. See {@link Pacer.observe}. */
  observe(headers: ResponseHeaders, isRefused: boolean): void;
  /** Stops all requests of the bucket for this time, as a 429 requires. Call it before `end`. */
  pauseBucket(now: number, ms: number): void;
  /** Ends the turn, whether the request has started or not. */
  end(): void;
};

type RequestPlan = {
  /** The least wait in milliseconds; 0 = none. */
  readonly waitMs: number;
  /** True if the rate limit, not the request itself, determines the wait. */
  readonly isPaced: boolean;
  /** False if other requests start first, or if the request is blocked. It then waits for `changed`. */
  readonly isNext: boolean;
};

/** A turn that depends on the wait of the request itself only, for requests that count against no bucket. */
export function createFreeTurn(delayMs = 0, now = 0): RequestTurn {
  const delay = createDelay(now, delayMs);
  return {
    plan: (now) => ({ waitMs: delay.waitMs(now), isPaced: false, isNext: true }),
    changed: new AbortController().signal,
    start: () => true,
    observe: () => undefined,
    pauseBucket: () => undefined,
    end: () => undefined,
  };
}

export type RequestQueueOptions = {
  /** The pacers of all buckets that the run may use. */
  readonly pacers: readonly Pacer[];
  /** Maximum number of export requests, of all buckets, that start in any 60 s. Default: none. */
  readonly requestsPerMinute?: number | undefined;
};

/** The state of the queue, shared by the turns. */
type Queue = {
  readonly pacers: readonly Pacer[];
  readonly limit: RequestLimit;
  /** In the order in which the requests came. */
  waiting: readonly WaitingRequest[];
  /** Set while someone waits for a change. */
  change: AbortController | undefined;
};

export function createRequestQueue({ pacers, requestsPerMinute = Infinity }: RequestQueueOptions): RequestQueue {
  const limit = createRequestLimit(requestsPerMinute);
  const queue: Queue = { pacers, limit, waiting: [], change: undefined };
  return {
    wake: () => wake(queue),
    join({ bucket, delayMs, isBlocked }, joinedAt) {
      const delay = createDelay(joinedAt, delayMs);
      const pacer = findPacer(pacers, bucket);
      const request = { pacer, isReady: (now: number) => delay.waitMs(now) === 0 && !isBlocked() };
      queue.waiting = [...queue.waiting, request];
      const plan = (now: number): RequestPlan => {
        const paceMs = Math.max(pacer.waitMs(now), limit.waitMs(now));
        const ownMs = delay.waitMs(now);
        const isNext = !isBlocked() && !hasEarlierRequest(queue.waiting, request, now);
        return { waitMs: Math.max(paceMs, ownMs), isPaced: paceMs > ownMs, isNext };
      };
      return createTurn(queue, request, plan);
    },
  };
}

function createTurn(queue: Queue, request: WaitingRequest, plan: RequestTurn['plan']): RequestTurn {
  const { pacer } = request;
  /** Set once the request has started. */
  let startedAt: number | undefined;
  /** The pacers of the buckets that the response names, if any. */
  let named: readonly Pacer[] = [];

  function leave(): void {
    queue.waiting = queue.waiting.filter((other) => other !== request);
    wake(queue);
  }

  return {
    plan,
    get changed() {
      queue.change ??= new AbortController();
      return queue.change.signal;
    },
    start(now) {
      const { isNext, waitMs } = plan(now);
      if (!isNext || waitMs > 0) return false;
      startedAt = now;
      pacer.recordStart(now);
      queue.limit.recordStart(now);
      leave();
      return true;
    },
    observe(headers, isRefused) {
      if (startedAt === undefined) return;
      named = queue.pacers.filter((each) => each.isReportedIn(headers));
      for (const other of named) if (other !== pacer) other.recordStart(startedAt);
      for (const each of new Set([pacer, ...named])) each.observe(startedAt, headers, isRefused);
      wake(queue);
    },
    pauseBucket(now, ms) {
      for (const each of named.length === 0 ? [pacer] : named) each.pause(now, ms);
      wake(queue);
    },
    end() {
      if (startedAt !== undefined) for (const each of [pacer, ...named]) each.recordEnd(startedAt);
      leave();
    },
  };
}

function wake(queue: Queue): void {
  const { change } = queue;
  queue.change = undefined;
  change?.abort();
}

function findPacer(pacers: readonly Pacer[], { name }: RateLimitBucket): Pacer {
  const pacer = pacers.find(({ bucket }) => bucket.name === name);
  if (pacer === undefined) throw new Error(`There is no pacer for the rate-limit bucket ${name}.`);
  return pacer;
}
