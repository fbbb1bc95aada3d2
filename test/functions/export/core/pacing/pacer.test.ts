import { describe, expect, it } from 'vitest';
import { createPacer, type Pacer, type PacerOptions } from '#functions/export/core/pacing/pacer.ts';
import { createRateLimitWindow } from '#functions/export/core/pacing/rate-limit-window.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';

const BUCKET = RATE_LIMIT_BUCKETS.incremental;

const pacerOf = (options?: PacerOptions): Pacer => createPacer(BUCKET, options);

const header = (remaining: number, resets: number, total = 10) => ({
  [BUCKET.header]: `total=${total}; remaining=${remaining}; resets=${resets}`,
});

/** Starts a request as soon as the pacer allows. Its response arrives immediately, without the header. Returns its start. */
function start(pacer: Pacer, now: number): number {
  const at = now + pacer.waitMs(now);
  pacer.recordStart(at);
  pacer.observe(at, {}, false);
  return at;
}

const startMany = (pacer: Pacer, count: number, from = 0): number[] => {
  const starts: number[] = [];
  for (let i = 0; i < count; i += 1) starts.push(start(pacer, starts.at(-1) ?? from));
  return starts;
};

describe('the pacer before a response contains the header', () => {
  it('allows ten requests per minute, without a wait between them', () => {
    const starts = startMany(pacerOf(), 11);
    expect(starts.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(starts[10]).toBeGreaterThan(60_000);
    expect(starts[10]).toBeLessThan(61_000);
  });

  it("uses the bucket's limit", () => {
    const pacer = createPacer({ name: 'slow', header: null, requestsPerMinute: 2 });
    start(pacer, 0);
    pacer.observe(0, header(9, 60), false);
    expect(startMany(pacer, 2)).toEqual([0, 60_100]);
  });

  it('counts from the start of each request, so that slow responses cause no wait (airbyte#9062)', () => {
    const pacer = pacerOf();
    for (let i = 0; i < 12; i += 1) {
      expect(pacer.waitMs(i * 6_100)).toBe(0);
      pacer.recordStart(i * 6_100);
    }
  });

  it('ignores a response without the header', () => {
    const pacer = pacerOf();
    startMany(pacer, 10);
    pacer.observe(0, {}, false);
    expect(pacer.waitMs(0)).toBeGreaterThan(60_000);
  });
});

describe("the pacer after Zendesk's header", () => {
  it('follows only the header, so that an account with the High Volume add-on is not limited to ten', () => {
    const pacer = pacerOf();
    start(pacer, 0);
    pacer.observe(0, header(29, 60, 30), false);
    expect(startMany(pacer, 29)).toEqual(Array.from({ length: 29 }, () => 0));
  });

  it('waits until the window resets and one more second, because resets is rounded', () => {
    const pacer = pacerOf();
    start(pacer, 500);
    pacer.observe(500, header(0, 6), false);
    expect(pacer.waitMs(500)).toBe(7_000);
    expect(pacer.waitMs(7_499)).toBe(1);
    expect(pacer.waitMs(7_500)).toBe(0);
    expect(pacer.waitMs(9_000)).toBe(0);
  });

  it('counts the window from the start of the request, so that evenly spaced requests never wait', () => {
    const pacer = pacerOf();
    for (let i = 0; i < 60; i += 1) {
      const at = 1_250 + i * 6_000;
      expect(start(pacer, at)).toBe(at);
      pacer.observe(at, header(9 - (i % 10), 59 - (i % 10) * 6), false);
    }
  });
});

describe('a rate-limit window shared by consecutive runs', () => {
  it('leaves the next run of the process the remaining requests', () => {
    const window = createRateLimitWindow();
    const first = pacerOf({ window });
    start(first, 0);
    first.observe(0, header(1, 60), false);
    start(first, 0);
    first.observe(0, header(0, 60), false);
    expect(pacerOf({ window }).waitMs(30_000)).toBe(31_000);
  });

  it('does not pass the options of one run to the next', () => {
    const window = createRateLimitWindow();
    const first = pacerOf({ window, share: 0.1 });
    start(first, 0);
    first.observe(0, header(9, 60), false);
    expect(first.waitMs(0)).toBe(61_000);
    expect(pacerOf({ window }).waitMs(0)).toBe(0);
  });

  it('keeps the limit of ten per minute for a run that has not received the header itself', () => {
    const window = createRateLimitWindow();
    const first = pacerOf({ window });
    start(first, 0);
    first.observe(0, header(29, 60, 30), false);
    expect(startMany(pacerOf({ window }), 11, 1_000)[10]).toBe(61_100);
  });
});

describe("the pacer's share of the rate limit", () => {
  it('limits the requests of a run per window', () => {
    const pacer = pacerOf({ share: 0.3 });
    for (let i = 1; i <= 3; i += 1) {
      expect(start(pacer, 0)).toBe(0);
      pacer.observe(0, header(10 - i, 60), false);
    }
    expect(pacer.waitMs(0)).toBe(61_000);
  });

  it('applies to ten per minute before a response contains the header', () => {
    expect(startMany(pacerOf({ share: 0.3 }), 4)[3]).toBeGreaterThan(60_000);
    expect(startMany(pacerOf({ share: 0.3 }), 3)[2]).toBe(0);
    expect(startMany(pacerOf({ share: 0.01 }), 2)[1]).toBeLessThan(61_000);
  });
});

describe('the pacer while a request is unanswered', () => {
  it('holds the next request until the response arrives, because both could be refused', () => {
    const pacer = pacerOf();
    pacer.recordStart(0);
    expect(pacer.waitMs(300)).toBe(1_700);
    pacer.observe(0, {}, false);
    expect(pacer.waitMs(300)).toBe(0);
  });

  it('holds the next request for two seconds at most, so that a slow page does not stop the others', () => {
    const pacer = pacerOf();
    pacer.recordStart(0);
    expect(pacer.waitMs(1_999)).toBe(1);
    expect(pacer.waitMs(2_000)).toBe(0);
  });

  it('holds the next request until the request ends', () => {
    const pacer = pacerOf();
    pacer.recordStart(0);
    pacer.recordEnd(0);
    expect(pacer.waitMs(1)).toBe(0);
  });

  it('holds the next request after a 429, until the wait is known', () => {
    const pacer = pacerOf();
    pacer.recordStart(0);
    pacer.observe(0, {}, true);
    expect(pacer.waitMs(100)).toBe(1_900);
    pacer.pause(100, 30_000);
    pacer.recordEnd(0);
    expect(pacer.waitMs(100)).toBe(30_000);
  });

  it('does not hold the next request for longer if the clock is set back', () => {
    const pacer = pacerOf();
    pacer.recordStart(3_600_000);
    expect(pacer.waitMs(0)).toBe(2_000);
  });
});

describe('a paused pacer', () => {
  it('starts no request before the end of the longest pause', () => {
    const pacer = pacerOf();
    pacer.pause(0, 5_000);
    pacer.pause(1_000, 2_000);
    expect(pacer.waitMs(1_000)).toBe(4_000);
    expect(pacer.waitMs(5_000)).toBe(0);
  });

  it('does not pause for longer if the clock is set back', () => {
    const pacer = pacerOf();
    pacer.pause(3_600_000, 5_000);
    expect(pacer.waitMs(0)).toBe(5_000);
    expect(pacer.waitMs(5_000)).toBe(0);
  });
});

it('isReportedIn recognizes the header of the bucket', () => {
  expect(pacerOf().isReportedIn(header(9, 60))).toBe(true);
  expect(pacerOf().isReportedIn({ [BUCKET.header]: 'unlimited' })).toBe(false);
  expect(createPacer(RATE_LIMIT_BUCKETS.talk).isReportedIn(header(9, 60))).toBe(false);
});

const accountHeaders = (remaining: number) => ({
  'ratelimit-limit': '200',
  'ratelimit-remaining': String(remaining),
  'ratelimit-reset': '60',
});

/** Starts a request as soon as the pacer allows, and answers it with these remaining requests. Returns its start. */
function startReported(pacer: Pacer, now: number, remaining: number): number {
  const at = now + pacer.waitMs(now);
  pacer.recordStart(at);
  pacer.observe(at, accountHeaders(remaining), false);
  return at;
}

describe('the pacer of the account-wide limit', () => {
  it('uses at most a tenth of the limit, and the share of the run of that', () => {
    for (const [share, quota] of [
      [1, 20],
      [0.5, 10],
    ] as const) {
      const pacer = createPacer(RATE_LIMIT_BUCKETS.accountWide, { share });
      const starts = Array.from({ length: quota + 1 }, (_, i) => startReported(pacer, 0, 199 - i));
      expect(starts.slice(0, -1)).toEqual(Array.from({ length: quota }, () => 0));
      expect(starts.at(-1)).toBeGreaterThanOrEqual(60_000);
    }
  });

  it('waits if other clients have used up the limit', () => {
    const pacer = createPacer(RATE_LIMIT_BUCKETS.accountWide);
    startReported(pacer, 0, 0);
    expect(pacer.waitMs(0)).toBeGreaterThanOrEqual(60_000);
  });

  it('counts no response of another bucket, although most responses have its headers', () => {
    expect(createPacer(RATE_LIMIT_BUCKETS.accountWide).isReportedIn(accountHeaders(9))).toBe(false);
  });
});
