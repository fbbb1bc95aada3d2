import type { Pacer } from '#functions/export/core/pacing/pacer.ts';
import { createRateLimiter } from '#sandbox/zendesk/rate-limit.ts';

const MINUTE = 60_000;
/** Response time of a 429 (ms). */
const REFUSAL_MS = 100;

/** The number of answered and refused requests in one window. */
export type WindowUse = { answered: number; refused: number };

export type SharedBucket = {
  /** The rate limit: requests per minute. */
  readonly total: number;
  readonly minutes: number;
  /** The exporter's runs. Each sends one request after the other, as soon as its pacer allows. */
  readonly runs: readonly {
    readonly pacer: Pacer;
    /** Time per page, from request to response (ms). */
    readonly pageMs: number;
    /** Start relative to the first window (ms). Default: 0. */
    readonly startAt?: number;
  }[];
  /** The times of another client's requests in a window (ms after its start). It ignores headers. Default: no requests. */
  readonly competitor?: (minute: number) => readonly number[];
  /** Time until a request reaches the limiter, without up to 100 ms of jitter (ms). Default: 50. */
  readonly latencyMs?: number;
  /** Random numbers from 0 to below 1. Default: always 0.5. */
  readonly random?: () => number;
};

/** Lets runs of the exporter and another client share one bucket of fixed windows. Returns the use of each per window. */
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
      // After a 429 the run waits for Retry-After.
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

/** The sum over all windows. */
export const sumOf = (windows: readonly WindowUse[], name: keyof WindowUse): number =>
  windows.reduce((sum, window) => sum + window[name], 0);
