import type { Pacer } from '#functions/export/core/pacing/pacer.ts';
import { createRateLimiter } from '#sandbox/zendesk/rate-limit.ts';

const MINUTE = 60_000;
/** Response time of a 429 (ms). */
const REFUSAL_MS = 100;

/** Requests with a page and requests with a 429 in one window. */
export type WindowUse = { answered: number; refused: number };

export type SharedBucket = {
  /** Requests per minute that the limiter allows. */
  readonly total: number;
  readonly minutes: number;
  /** Our runs. Each sends one request at a time, as soon as its pacer allows. */
  readonly runs: readonly {
    readonly pacer: Pacer;
    /** Milliseconds from the request of a page to its response. */
    readonly pageMs: number;
    /** Milliseconds from the start of the first window to the start of the run. Default: 0. */
    readonly startAt?: number;
  }[];
  /** Times of another client's requests, in ms from the start of the window. It ignores headers. Default: none. */
  readonly competitor?: (minute: number) => readonly number[];
  /** Milliseconds until a request reaches the limiter, plus up to 100 ms of jitter. Default: 50. */
  readonly latencyMs?: number;
  /** Returns a number from 0 (inclusive) to 1 (exclusive). Default: always 0.5. */
  readonly random?: () => number;
};

/** Simulates our runs and another client on one fixed-window bucket. Returns the requests of each per window. */
export function useSharedBucket(bucket: SharedBucket): { runs: WindowUse[][]; competitor: WindowUse[] } {
  const { total, minutes, competitor = () => [], latencyMs = 50, random = () => 0.5 } = bucket;
  const limiter = createRateLimiter({ total, windowSeconds: 60 });
  const emptyWindows = (): WindowUse[] => Array.from({ length: minutes }, () => ({ answered: 0, refused: 0 }));
  const take = (at: number, windows: WindowUse[]) => {
    const verdict = limiter.take(at);
    const window = windows[Math.floor(at / MINUTE)];
    if (window !== undefined) window[verdict.allowed ? 'answered' : 'refused'] += 1;
    return verdict;
  };

  const runs = bucket.runs.map(({ pacer, pageMs, startAt = 0 }) => {
    const windows = emptyWindows();
    const nextRequest = (now: number) => {
      const requestedAt = now + pacer.waitMs(now);
      return { at: requestedAt + latencyMs + 100 * random(), requestedAt, send };
    };
    function send(at: number, requestedAt: number) {
      pacer.recordStart(requestedAt);
      const { allowed, remaining, resets } = take(at, windows);
      const header = `total=${total}; remaining=${remaining}; resets=${resets}`;
      pacer.observe(requestedAt, { [String(pacer.bucket.header)]: header }, !allowed);
      // After a 429, wait as long as Retry-After requires.
      return nextRequest(Math.max(at, requestedAt + (allowed ? pageMs : REFUSAL_MS + resets * 1000)));
    }
    return { windows, next: nextRequest(startAt) };
  });

  const others = emptyWindows();
  const competing = others
    .flatMap((_, minute) => competitor(minute).map((at) => minute * MINUTE + at))
    .sort((a, b) => a - b);
  let sent = 0;
  for (;;) {
    const [first] = runs.toSorted((a, b) => a.next.at - b.next.at);
    const until = Math.min(first?.next.at ?? Infinity, minutes * MINUTE);
    for (let at = competing[sent]; at !== undefined && at <= until; at = competing[(sent += 1)]) take(at, others);
    if (first === undefined || until === minutes * MINUTE)
      return { runs: runs.map(({ windows }) => windows), competitor: others };
    first.next = first.next.send(first.next.at, first.next.requestedAt);
  }
}

/** Sums up one count over all windows. */
export const sumOf = (windows: readonly WindowUse[], name: keyof WindowUse): number =>
  windows.reduce((sum, window) => sum + window[name], 0);
