import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Allowance, createAllowance } from '#functions/export/core/pacing/rate-limit-window.ts';
import { createRateLimiter } from '#sandbox/zendesk/rate-limit.ts';

const MINUTE = 60_000;
/** How far the last request of a window may be from its end, where there are others. */
const LATE = 5_000;

/** One request after the other, as soon as the allowance says, whose answers say this of a window of ten. */
function ask(allowance: Allowance, now: number, remaining: number, resets: number, refused = false): void {
  allowance.started(now);
  allowance.told(now, { total: 10, remaining, resets }, refused);
}

/** An allowance of ten, at second 10 of a window of which nothing else has been used. */
function told(remaining = 9, resets = 50): Allowance {
  const allowance = createAllowance();
  ask(allowance, 10_000, remaining, resets);
  return allowance;
}

/** Others have used three requests of the window that ends at second 60, which was seen at second 56. */
function withOthers(): Allowance {
  const allowance = told();
  ask(allowance, 56_000, 5, 4);
  return allowance;
}

describe('a window', () => {
  it('is waited out from its last request’s start, however long the answer took, and a second more', () => {
    const allowance = createAllowance();
    allowance.started(0);
    allowance.told(6_000, { total: 10, remaining: 0, resets: 7 }, false);
    expect(allowance.wait(6_000, 1)).toBe(2_000);
    expect(allowance.wait(8_000, 1)).toBe(0);
  });

  it('ends with the earliest end that was told: each is rounded up', () => {
    const allowance = told(1, 50);
    ask(allowance, 20_900, 0, 39);
    expect(allowance.wait(21_000, 1)).toBe(59_900 + 1_000 - 21_000);
  });

  it('is followed by one of a minute, of which all is free', () => {
    const allowance = told(5, 50);
    for (let i = 0; i < 10; i += 1) {
      expect(allowance.wait(61_000, 1)).toBe(0);
      allowance.started(61_000);
    }
    expect(allowance.wait(61_000, 1)).toBe(MINUTE);
  });

  it('that follows one that was used up keeps its last request until the end: it shows whether others come', () => {
    const allowance = told(0, 50);
    for (let i = 0; i < 9; i += 1) {
      expect(allowance.wait(61_000, 1)).toBe(0);
      allowance.started(61_000);
    }
    expect(allowance.wait(61_000, 1)).toBe(120_000 - LATE - 61_000);
    expect(allowance.wait(114_999, 1)).toBe(1);
    expect(allowance.wait(118_000, 1)).toBe(0);
  });

  it('that began earlier than expected begins with the request that shows it', () => {
    const allowance = told(5, 50);
    ask(allowance, 60_500, 9, 60);
    expect(allowance.wait(60_500, 0.2)).toBe(0);
    ask(allowance, 60_600, 8, 60);
    expect(allowance.wait(60_600, 0.2)).toBe(61_000);
  });

  it('that has not ended when it was expected to is waited out, and blamed on nobody', () => {
    const allowance = told(0, 50);
    ask(allowance, 61_000, 0, 3, true);
    expect(allowance.wait(61_000, 1)).toBe(4_000);
    for (let i = 9; i >= 1; i -= 1) {
      expect(allowance.wait(65_000, 1)).toBe(0);
      ask(allowance, 65_000, i, 59);
    }
  });

  it('is no longer than it was told to be where the clock is set back', () => {
    const allowance = told(0, 50);
    expect(allowance.wait(-3_600_000, 1)).toBe(51_000);
    expect(allowance.wait(-3_600_000 + 51_000, 1)).toBe(0);
  });

  it('is not longer either where the clock is set back between a request and its answer', () => {
    const allowance = createAllowance();
    allowance.started(3_600_000);
    allowance.told(0, { total: 10, remaining: 0, resets: 20 }, false);
    expect(allowance.wait(0, 1)).toBe(21_000);
  });

  it('without a total is counted by what remains', () => {
    const allowance = createAllowance();
    allowance.started(0);
    allowance.told(0, { total: undefined, remaining: 9, resets: 50 }, false);
    expect(allowance.wait(0, 0.2)).toBe(0);
    allowance.started(0);
    allowance.told(0, { total: undefined, remaining: 8, resets: 50 }, false);
    expect(allowance.wait(0, 0.2)).toBe(51_000);
    expect(allowance.wait(0, 1)).toBe(0);
  });

  it('without a total has what was used before we looked too', () => {
    const allowance = told(5);
    allowance.started(10_000);
    allowance.told(10_000, { total: undefined, remaining: 4, resets: 50 }, false);
    // Of ten, half.
    for (let i = 3; i >= 1; i -= 1) {
      expect(allowance.wait(10_000, 0.5)).toBe(0);
      allowance.started(10_000);
      allowance.told(10_000, { total: undefined, remaining: i, resets: 50 }, false);
    }
    expect(allowance.wait(10_000, 0.5)).toBeGreaterThan(0);
  });
});

describe('a share', () => {
  it('of a window is ours, rounded down, and one request at least', () => {
    for (const [share, ours] of [
      [0.5, 5],
      [0.29, 2],
      [0.01, 1],
    ] as const) {
      const allowance = told();
      for (let i = 1; i < ours; i += 1) {
        expect(allowance.wait(10_000, share)).toBe(0);
        ask(allowance, 10_000, 9 - i, 50);
      }
      expect(allowance.wait(10_000, share)).toBe(51_000);
    }
  });

  it('of all is not counted: what remains alone decides', () => {
    const allowance = createAllowance();
    for (let i = 0; i < 50; i += 1) ask(allowance, 10_000, 5, 50);
    expect(allowance.wait(10_000, 1)).toBe(0);
  });

  it('grows with the total, when more has been bought', () => {
    const allowance = told(5, 50);
    allowance.started(61_000);
    allowance.told(61_000, { total: 30, remaining: 29, resets: 59 }, false);
    for (let i = 28; i >= 15; i -= 1) {
      expect(allowance.wait(61_000, 0.5)).toBe(0);
      allowance.started(61_000);
      allowance.told(61_000, { total: 30, remaining: i, resets: 59 }, false);
    }
    expect(allowance.wait(61_000, 0.5)).toBeGreaterThan(0);
  });
});

describe('what was used before we looked', () => {
  it('is not taken for others’ use: it may be that of our own last run, in another process', () => {
    const allowance = told(3, 50);
    for (const remaining of [2, 1, 0]) ask(allowance, 10_000, remaining, 50);
    for (let i = 9; i >= 1; i -= 1) ask(allowance, 61_000, i, 60);
    // But for the last of a window that follows one that was used up.
    expect(allowance.wait(61_000, 1)).toBe(60_000 - LATE);
  });
});

describe('others', () => {
  it('have kept back for them what they used of the last window', () => {
    const allowance = withOthers();
    for (let i = 9; i >= 4; i -= 1) {
      expect(allowance.wait(61_000, 1)).toBe(0);
      ask(allowance, 61_000, i, 59);
    }
    // The last look at the window comes late.
    expect(allowance.wait(61_000, 1)).toBe(120_000 - LATE - 61_000);
    ask(allowance, 115_000, 3, 5);
    expect(allowance.wait(115_000, 1)).toBe(6_000);
  });

  it('have no more kept back than they have not used yet', () => {
    const allowance = withOthers();
    ask(allowance, 61_000, 7, 59);
    for (let i = 6; i >= 2; i -= 1) {
      expect(allowance.wait(61_000, 1)).toBe(0);
      ask(allowance, 61_000, i, 59);
    }
    expect(allowance.wait(61_000, 1)).toBe(120_000 - LATE - 61_000);
  });

  it('who have stopped have nothing kept back any more, once that was seen late', () => {
    const allowance = withOthers();
    ask(allowance, 61_000, 9, 59);
    ask(allowance, 115_500, 8, 5);
    for (let i = 9; i >= 0; i -= 1) {
      expect(allowance.wait(121_000, 1)).toBe(0);
      ask(allowance, 121_000, i, 59);
    }
  });

  it('are not forgotten by a window that was not looked at late', () => {
    const allowance = withOthers();
    ask(allowance, 61_000, 9, 59);
    for (let i = 9; i >= 4; i -= 1) {
      expect(allowance.wait(121_000, 1)).toBe(0);
      ask(allowance, 121_000, i, 59);
    }
    expect(allowance.wait(121_000, 1)).toBeGreaterThan(50_000);
  });

  it('are not forgotten either by one of which no answer told', () => {
    const allowance = withOthers();
    for (const now of [61_000, 115_500]) allowance.started(now);
    for (let i = 9; i >= 4; i -= 1) {
      expect(allowance.wait(121_000, 1)).toBe(0);
      ask(allowance, 121_000, i, 59);
    }
    expect(allowance.wait(121_000, 1)).toBeGreaterThan(50_000);
  });

  it('are seen late enough by a request five seconds before the end that it is told of itself', () => {
    const allowance = withOthers();
    ask(allowance, 61_000, 9, 59);
    ask(allowance, 114_900, 8, 5);
    for (let i = 9; i >= 0; i -= 1) {
      expect(allowance.wait(121_000, 1)).toBe(0);
      ask(allowance, 121_000, i, 59);
    }
  });

  it('are not forgotten by the first look at a window that is another one than expected, however late it comes', () => {
    const allowance = withOthers();
    ask(allowance, 61_000, 0, 2);
    for (let i = 9; i >= 4; i -= 1) {
      expect(allowance.wait(65_000, 1)).toBe(0);
      ask(allowance, 65_000, i, 58);
    }
    expect(allowance.wait(65_000, 1)).toBeGreaterThan(50_000);
  });

  it('are forgotten where a whole window has passed unseen', () => {
    const allowance = withOthers();
    for (let i = 6; i >= 0; i -= 1) {
      expect(allowance.wait(301_000, 1)).toBe(0);
      ask(allowance, 301_000, i, 59);
    }
  });

  it('are not thought of in a window that no answer has told of, after one that passed unseen', () => {
    const allowance = withOthers();
    for (let i = 0; i < 10; i += 1) {
      expect(allowance.wait(301_000, 1)).toBe(0);
      allowance.started(301_000);
    }
    expect(allowance.wait(301_000, 1)).toBe(60_000);
  });

  it('who came in between are counted by the refusal of ours', () => {
    const allowance = withOthers();
    for (let i = 9; i >= 4; i -= 1) ask(allowance, 61_000, i, 59);
    ask(allowance, 115_000, 0, 5, true);
    // Four, not three: six are ours.
    for (let i = 9; i >= 5; i -= 1) {
      expect(allowance.wait(121_000, 1)).toBe(0);
      ask(allowance, 121_000, i, 59);
    }
    expect(allowance.wait(121_000, 1)).toBeGreaterThan(50_000);
  });

  it('do not keep us from one request of a window, whatever they use', () => {
    const allowance = told();
    ask(allowance, 61_000, 0, 59, true);
    expect(allowance.wait(61_000, 1)).toBe(60_000);
    expect(allowance.wait(121_000, 1)).toBe(0);
    ask(allowance, 121_000, 9, 59);
    expect(allowance.wait(121_000, 1)).toBe(60_000);
  });
});

/** Chance that is drawn beforehand. */
const drawn = (values: readonly number[]) => {
  let i = 0;
  return () => values[(i += 1) % values.length] ?? 0;
};

/** Plays minutes against a limiter that others use too, each window alike. Times from the first window's beginning. */
function play(options: {
  readonly total: number;
  readonly share?: number;
  /** How long a page takes. */
  readonly pageMs: number;
  /** How long a request is under way until the limiter sees it, besides up to 100 ms. */
  readonly underWayMs?: number;
  readonly startAt?: number;
  /** When in each window others ask. */
  readonly others?: readonly number[];
  /** Others ask in the first so many windows. */
  readonly othersUntil?: number;
  readonly minutes: number;
  readonly rng?: () => number;
}) {
  const { total, share = 1, pageMs, underWayMs = 50, startAt = 0, others = [], minutes, rng = () => 0.5 } = options;
  const limiter = createRateLimiter({ total, windowSeconds: 60 });
  const allowance = createAllowance();
  const asks = Array.from({ length: Math.min(options.othersUntil ?? minutes, minutes) }, (_, w) =>
    others.map((at) => w * MINUTE + at).sort((a, b) => a - b),
  ).flat();
  const windows = Array.from({ length: minutes }, () => ({ ours: 0, refused: 0 }));
  for (let now = startAt; now < minutes * MINUTE;) {
    const wait = allowance.wait(now, share);
    expect(wait).toBeGreaterThanOrEqual(0);
    now += wait;
    const seenAt = now + underWayMs + 100 * rng();
    while (asks[0] !== undefined && asks[0] <= seenAt) limiter.take(asks.shift() ?? 0);
    const { allowed, remaining, resets } = limiter.take(seenAt);
    const window = windows[Math.floor(seenAt / MINUTE)];
    if (window !== undefined) window[allowed ? 'ours' : 'refused'] += 1;
    allowance.started(now);
    now += allowed ? pageMs : 100;
    allowance.told(now, { total, remaining, resets }, !allowed);
    if (!allowed) now += resets * 1000;
  }
  return windows;
}

describe('against a limiter of fixed windows', () => {
  const sizes = fc.integer({ min: 1, max: 40 });
  const phases = fc.nat({ max: MINUTE });
  const noise = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
  it('alone, all of each window is used, and nothing is refused', () => {
    fc.assert(
      fc.property(sizes, phases, fc.double({ min: 0, max: 1, noNaN: true }), noise, (total, startAt, pace, values) => {
        // As slow as lets them all fit into a window.
        const pageMs = Math.floor((pace * 57_000) / total);
        const windows = play({ total, pageMs, startAt, minutes: 8, rng: drawn(values) });
        expect(windows.reduce((sum, { refused }) => sum + refused, 0)).toBe(0);
        expect(windows.slice(1, -1).map(({ ours }) => ours)).toEqual(Array.from({ length: 6 }, () => total));
      }),
    );
  });

  it.each([
    [10, 6_000],
    [30, 2_000],
    [10, 1_000],
    [10, 500],
    [10, 6_090],
    [30, 2_030],
  ])('of %i, with %i ms for a page, at least 97 % is used', (total, pageMs) => {
    for (const startAt of [0, 7_777, 31_234, 59_500]) {
      const windows = play({ total, pageMs, startAt, minutes: 61 });
      const used = windows.slice(1).reduce((sum, { ours }) => sum + ours, 0);
      expect(used / (60 * total)).toBeGreaterThanOrEqual(0.97);
      expect(windows.every(({ refused }) => refused === 0)).toBe(true);
    }
  });

  it('no more than our share of any window is used', () => {
    const shares = fc.double({ min: 0.01, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(sizes, shares, fc.nat({ max: 8_000 }), phases, noise, (total, share, pageMs, startAt, values) => {
        const windows = play({ total, share, pageMs, startAt, minutes: 6, rng: drawn(values) });
        const quota = Math.max(1, Math.floor(total * share));
        for (const { ours } of windows) expect(ours).toBeLessThanOrEqual(quota);
      }),
    );
  });

  it('what others use is left to them and the rest used, once they are known', () => {
    const plans = fc.integer({ min: 3, max: 20 }).chain((total) =>
      fc.record({
        total: fc.constant(total),
        others: fc.array(fc.integer({ min: 3_000, max: 53_000 }), { minLength: 1, maxLength: total - 2 }),
        pageMs: fc.nat({ max: Math.floor(45_000 / total) }),
        startAt: phases,
      }),
    );
    fc.assert(
      fc.property(plans, (plan) => {
        const minutes = 60;
        const windows = play({ ...plan, minutes });
        const known = windows.slice(2 * plan.total, -1);
        expect(known.reduce((sum, { refused }) => sum + refused, 0)).toBe(0);
        for (const { ours } of known) expect(ours).toBe(plan.total - plan.others.length);
      }),
    );
  });

  it('the allowance is whole again two windows after others have stopped', () => {
    const others = [3_000, 14_000, 14_500, 40_000];
    for (const pageMs of [300, 2_000, 5_500]) {
      const windows = play({ total: 10, pageMs, others, othersUntil: 20, minutes: 30 });
      expect(windows.slice(15, 20).map(({ ours }) => ours)).toEqual([6, 6, 6, 6, 6]);
      expect(windows.slice(21, 29).map(({ ours }) => ours)).toEqual(Array.from({ length: 8 }, () => 10));
    }
  });

  it('nobody starves us: one request of each window is ours, although others would use all the rest, or all', () => {
    for (const asks of [9, 10, 15]) {
      const others = Array.from({ length: asks }, (_, i) => 2_500 + i * 3_000);
      for (const pageMs of [500, 6_000]) {
        const windows = play({ total: 10, pageMs, others, minutes: 60 });
        for (const { ours } of windows) expect(ours).toBeGreaterThanOrEqual(1);
        // Every ten minutes it is tried whether more has become free.
        const refused = windows.slice(20).reduce((sum, each) => sum + each.refused, 0);
        expect(refused).toBeLessThanOrEqual(4);
      }
    }
  });

  it('whatever it is told, and however the clock jumps, a wait is finite, and a short one leads on', () => {
    const steps = fc.array(
      fc.record({
        jump: fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: -7_200_000, max: 7_200_000 })),
        header: fc.option(
          fc.record({
            total: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
            remaining: fc.nat({ max: 40 }),
            resets: fc.nat({ max: 60 }),
          }),
          { nil: undefined },
        ),
        refused: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, fc.double({ min: 0.01, max: 1, noNaN: true }), (sequence, share) => {
        const allowance = createAllowance();
        let now = 1_000_000_000;
        for (const { jump, header, refused } of sequence) {
          now += jump;
          for (let waits = 0; ; waits += 1) {
            const wait = allowance.wait(now, share);
            expect(wait).toBeGreaterThanOrEqual(0);
            expect(wait).toBeLessThanOrEqual(2 * MINUTE);
            if (wait === 0) break;
            expect(waits).toBeLessThan(1);
            now += wait;
          }
          allowance.started(now);
          if (header !== undefined) allowance.told(now, header, refused);
        }
      }),
    );
  });
});
