import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAllowance } from '#functions/export/core/pacing/rate-limit-window.ts';
import { createPacer, type Pacer, parseRateHeader, RATE_HEADER } from '#functions/export/core/pacing/pacer.ts';

const header = (remaining: number, resets: number, total = 10): string =>
  `total=${total}; remaining=${remaining}; resets=${resets}`;

/** Starts as soon as the pacer allows. Returns when. */
function start(pacer: Pacer, now: number): number {
  const at = now + pacer.wait(now);
  pacer.started(at);
  return at;
}

const startMany = (pacer: Pacer, count: number, from = 0): number[] => {
  const starts: number[] = [];
  for (let i = 0; i < count; i += 1) starts.push(start(pacer, starts.at(-1) ?? from));
  return starts;
};

describe('without a word from Zendesk', () => {
  it('ten requests a minute may start, at once', () => {
    const starts = startMany(createPacer(), 11);
    expect(starts.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(starts[10]).toBeGreaterThan(60_000);
    expect(starts[10]).toBeLessThan(61_000);
  });

  it('the allowance is counted from starts: slow answers cost nothing of it (airbyte#9062)', () => {
    const pacer = createPacer();
    for (let i = 0; i < 12; i += 1) {
      expect(pacer.wait(i * 6_100)).toBe(0);
      pacer.started(i * 6_100);
    }
  });

  it('an answer without the header says nothing', () => {
    const pacer = createPacer();
    startMany(pacer, 10);
    pacer.answered(0, undefined);
    expect(pacer.wait(0)).toBeGreaterThan(60_000);
  });
});

describe("Zendesk's header", () => {
  it('decides alone once it has come: an account with the High Volume add-on is not held to ten', () => {
    const pacer = createPacer();
    start(pacer, 0);
    pacer.answered(0, header(29, 60, 30));
    expect(startMany(pacer, 29)).toEqual(Array.from({ length: 29 }, () => 0));
  });

  it('makes the run wait until the window has reset, and a second more, since resets is rounded', () => {
    const pacer = createPacer();
    start(pacer, 0);
    pacer.answered(500, header(0, 6));
    expect(pacer.wait(500)).toBe(6_500);
    expect(pacer.wait(6_999)).toBe(1);
    expect(pacer.wait(7_000)).toBe(0);
    expect(pacer.wait(9_000)).toBe(0);
  });

  it('is that of the request’s start: an answer that takes as long as its share of a window costs no wait', () => {
    const pacer = createPacer();
    for (let i = 0; i < 60; i += 1) {
      const at = 1_250 + i * 6_000;
      expect(start(pacer, at)).toBe(at);
      pacer.answered(at + 6_000, header(9 - (i % 10), 59 - (i % 10) * 6));
    }
  });

  it('is counted down by requests whose answers lack it', () => {
    const pacer = createPacer();
    start(pacer, 0);
    pacer.answered(0, header(2, 30));
    startMany(pacer, 2);
    expect(pacer.wait(0)).toBe(31_000);
  });

  it('is forgotten with its window', () => {
    const pacer = createPacer();
    start(pacer, 0);
    pacer.answered(0, header(1, 30));
    expect(startMany(pacer, 3, 31_000)).toEqual([31_000, 31_000, 31_000]);
  });

  it('and no other sets the pace: backing off with quota left came of the wrong one (airbyte#7373)', () => {
    expect(RATE_HEADER).toBe('zendesk-ratelimit-incremental-exports');
  });

  it.each([
    ['total=10; remaining=9; resets=6', { total: 10, remaining: 9, resets: 6 }],
    ['total=; remaining=9; resets=6', { total: undefined, remaining: 9, resets: 6 }],
    ['resets=6;remaining=0', { remaining: 0, resets: 6 }],
    ['total=10; remaining=9', undefined],
    ['total=10; resets=6', undefined],
    ['remaining=; resets=', undefined],
    ['remaining=-1; resets=6', undefined],
    ['unremaining=9; resets=6', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j reads %j', (text, expected) => {
    expect(parseRateHeader(text)).toEqual(expected);
  });
});

describe('what runs learn', () => {
  it('is kept for the next run of the process: it goes on in what is left of the window', () => {
    const allowance = createAllowance();
    const first = createPacer(undefined, { allowance });
    start(first, 0);
    first.answered(0, header(1, 60));
    start(first, 0);
    first.answered(0, header(0, 60));
    const next = createPacer(undefined, { allowance });
    expect(next.wait(30_000)).toBe(31_000);
  });

  it('does not keep the next run to the options of the last one', () => {
    const allowance = createAllowance();
    const first = createPacer(1, { allowance, share: 0.1 });
    start(first, 0);
    first.answered(0, header(9, 60));
    expect(first.wait(0)).toBeGreaterThan(60_000);
    expect(createPacer(undefined, { allowance, share: 0.1 }).wait(0)).toBe(61_000);
    expect(createPacer(undefined, { allowance }).wait(0)).toBe(0);
  });

  it('leaves a run whose own answers have not told of the allowance with ten a minute', () => {
    const allowance = createAllowance();
    const first = createPacer(undefined, { allowance });
    start(first, 0);
    first.answered(0, header(29, 60, 30));
    const starts = startMany(createPacer(undefined, { allowance }), 11, 1_000);
    expect(starts[10]).toBe(61_100);
  });
});

describe('a share of the allowance', () => {
  it('is all that a run uses of a window', () => {
    const pacer = createPacer(undefined, { share: 0.3 });
    for (let i = 1; i <= 3; i += 1) {
      expect(start(pacer, 0)).toBe(0);
      pacer.answered(0, header(10 - i, 60));
    }
    expect(pacer.wait(0)).toBe(61_000);
  });

  it('is taken of ten a minute while Zendesk has not told', () => {
    expect(startMany(createPacer(undefined, { share: 0.3 }), 4)[3]).toBeGreaterThan(60_000);
    expect(startMany(createPacer(undefined, { share: 0.3 }), 3)[2]).toBe(0);
    expect(startMany(createPacer(undefined, { share: 0.01 }), 2)[1]).toBeLessThan(61_000);
  });
});

describe("the user's own ceiling", () => {
  it('holds although Zendesk would allow more', () => {
    const pacer = createPacer(2);
    start(pacer, 0);
    pacer.answered(0, header(9, 60));
    expect(startMany(pacer, 2)[1]).toBeGreaterThan(60_000);
  });

  it('does not overrule Zendesk, where that allows less', () => {
    const pacer = createPacer(100);
    start(pacer, 0);
    pacer.answered(0, header(0, 40));
    expect(pacer.wait(0)).toBe(41_000);
  });

  it('makes no minute longer where the clock is set back', () => {
    const pacer = createPacer(1);
    start(pacer, 3_600_000);
    expect(pacer.wait(0)).toBe(60_100);
  });

  it('below one a minute means one in a longer time', () => {
    const [first = 0, second = 0] = startMany(createPacer(0.5), 2);
    expect(second - first).toBeGreaterThanOrEqual(120_000);
    expect(second - first).toBeLessThan(121_000);
  });

  it('is never exceeded in any 60 s, whatever Zendesk says meanwhile', () => {
    const steps = fc.array(
      fc.record({
        idle: fc.nat(20_000),
        answer: fc.option(fc.tuple(fc.nat(5), fc.nat(60)), { nil: undefined }),
      }),
      { maxLength: 60 },
    );
    const ceilings = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.double({ min: 0.05, max: 12, noNaN: true }));
    fc.assert(
      fc.property(ceilings, steps, (ceiling, run) => {
        const pacer = createPacer(ceiling);
        const starts: number[] = [];
        let now = 0;
        for (const { idle, answer } of run) {
          const wait = pacer.wait(now);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(wait)).toBe(true);
          now += wait;
          pacer.started(now);
          starts.push(now);
          if (answer !== undefined) pacer.answered(now, header(...answer));
          now += idle;
        }
        for (const first of starts) {
          const within = starts.filter((at) => at >= first && at < first + 60_000).length;
          expect(within).toBeLessThanOrEqual(Math.max(1, ceiling));
        }
      }),
    );
  });
});
