import { type Allowance, createAllowance, type RateHeader } from './rate-limit-window.ts';

/** When the next request of a run may start. All times are epoch milliseconds, waits milliseconds. */
export type Pacer = {
  /** How long to wait before the next start; 0 = now. */
  wait(now: number): number;
  /** A request starts. One at a time: the next answer is taken for its own. */
  started(now: number): void;
  /**
   * @param header - the answer's `zendesk-ratelimit-incremental-exports`, if it has one
   * @param refused - whether the answer is a 429: it has used nothing of the allowance
   */
  answered(now: number, header: string | undefined, refused?: boolean): void;
};

export type PacerOptions = {
  /** The part of the account's allowance that this run may use: above 0, up to 1. Default: 1. */
  readonly share?: number;
  /** What earlier runs of this process have learnt of the account's allowance. */
  readonly allowance?: Allowance;
};

/** The header of the bucket that all incremental exports of an account share. */
export const RATE_HEADER = 'zendesk-ratelimit-incremental-exports';

/** What every plan is allowed. Used until an answer has said what this account is allowed. */
const REQUESTS_PER_MINUTE = 10;
const MINUTE = 60_000;
/** Starts are seen by Zendesk a little later than here, and not always equally late. */
const JITTER_MS = 100;

/**
 * Obeys Zendesk's rate header and, where there is one, the user's own ceiling, so that 429 is the exception.
 * Waits are counted from request starts: slow answers cost nothing of the allowance.
 *
 * @param requestsPerMinute - the most starts in any 60 s; without it the header alone decides
 * @see https://developer.zendesk.com/api-reference/introduction/rate-limits/
 */
export function createPacer(
  requestsPerMinute?: number,
  { share = 1, allowance = createAllowance() }: PacerOptions = {},
): Pacer {
  let starts: number[] = [];
  let ceiling = requestsPerMinute ?? Math.max(1, REQUESTS_PER_MINUTE * share);

  function ceilingWait(now: number): number {
    if (ceiling === Infinity) return 0;
    // Fewer than one a minute means one in a longer time.
    const span = MINUTE / Math.min(1, ceiling) + JITTER_MS;
    // A clock that was set back makes no minute longer.
    starts = starts.map((start) => Math.min(start, now)).filter((start) => start > now - span);
    const blocking = starts.at(-Math.max(1, Math.floor(ceiling)));
    return blocking === undefined ? 0 : blocking + span - now;
  }

  return {
    wait: (now) => Math.max(ceilingWait(now), allowance.wait(now, share)),
    started(now) {
      starts.push(now);
      allowance.started(now);
    },
    answered(now, header, refused = false) {
      const announced = parseRateHeader(header);
      if (announced === undefined) return;
      allowance.told(now, announced, refused);
      ceiling = requestsPerMinute ?? Infinity;
    },
  };
}

/**
 * Reads `total=10; remaining=9; resets=6`.
 * @returns undefined where the header is missing or says something else; `resets` is in seconds
 */
export function parseRateHeader(header: string | undefined): RateHeader | undefined {
  const number = (name: string): number | undefined => {
    const digits = new RegExp(String.raw`\b${name}=(\d+)`).exec(header ?? '')?.[1];
    return digits === undefined ? undefined : Number(digits);
  };
  const remaining = number('remaining');
  const resets = number('resets');
  return remaining === undefined || resets === undefined ? undefined : { total: number('total'), remaining, resets };
}
