import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimePage } from '#functions/export/core/page/page.ts';
import { nextStep } from '#functions/export/core/pagination/pagination.ts';
import type { NextStep, Position } from '#functions/export/core/pagination/position.ts';
import type { Pagination } from '#functions/export/core/resource.ts';
import { TICKETS, timePage, withPagination } from '#test/support/functions/pages.ts';

const at = (startTime: number): Position => ({ kind: 'time', startTime });
const land = (startTime: number, end?: 'caught_up' | 'stalled' | 'pinned'): NextStep => ({
  kind: 'land',
  position: at(startTime),
  ...(end && { end }),
});
const walk = (second: number): NextStep => ({ kind: 'land', position: { kind: 'cursor', second } });

/** The step after a page asked for from second 100 with `per_page` 10, at second 1000. */
const after = (page: TimePage, pagination: Partial<Pagination> = {}): NextStep =>
  nextStep(withPagination(TICKETS, pagination), at(100), page, { perPage: 10, requestTime: 1_000_999 });

const NOT_WHOLE = { servesWholeSeconds: false };
const NO_CURSOR = { cursorPath: null };

describe('time-based pagination after a page with records', () => {
  it("moves to the page's end_time", () => {
    expect(after(timePage([100, 150, 200]))).toEqual(land(200));
  });

  it('is caught up at the end of the stream', () => {
    expect(after(timePage([150], { endOfStream: true }))).toEqual(land(150, 'caught_up'));
    expect(after(timePage([100], { endOfStream: true }))).toEqual(land(100, 'caught_up'));
  });

  it('continues after a short page: that is not the end (airbyte#34243, node-zendesk#192)', () => {
    expect(after(timePage([150]))).toEqual(land(150));
  });

  it('moves to the newest record if end_time lies beyond it, or what appears in between would be skipped', () => {
    expect(after(timePage([150, 120], { endTime: 900 }))).toEqual(land(150));
    expect(after(timePage([150, 150], { endTime: 152 }))).toEqual(land(150));
  });

  it('moves to end_time if that is earlier than the newest record', () => {
    expect(after(timePage([150, 200], { endTime: 160 }))).toEqual(land(160));
  });

  it('moves one second on after a page that holds a whole second, as recorded', () => {
    expect(after(timePage([100, 100], { endTime: 101 }))).toEqual(land(101));
    expect(after(timePage([150, 150], { endTime: 151 }))).toEqual(land(151));
  });

  it('does not trust end_time S+1 on a page of several seconds, at the end, or of a resource not known for it', () => {
    expect(after(timePage([149, 150], { endTime: 151 }))).toEqual(land(150));
    expect(after(timePage([150], { endTime: 151, endOfStream: true }))).toEqual(land(150, 'caught_up'));
    expect(after(timePage([150], { endTime: 151 }), NOT_WHOLE)).toEqual(land(150));
    expect(after(timePage([100], { endTime: 101 }), NOT_WHOLE)).toEqual(walk(100));
  });

  it('walks a second that it cannot get past, and never skips to the next one (conduit, lakeflow#249)', () => {
    expect(after(timePage([100, 100]))).toEqual(walk(100));
  });

  it('walks a full page of one second whose end_time lies further ahead', () => {
    expect(
      after(
        timePage(
          Array.from({ length: 10 }, () => 100),
          { endTime: 900 },
        ),
      ),
    ).toEqual(walk(100));
  });

  it('ends as pinned if there is no cursor endpoint to walk with', () => {
    expect(after(timePage([100, 100]), NO_CURSOR)).toEqual(land(100, 'pinned'));
  });

  it('does not take the last second of an ended stream for a pin (zenpy#451)', () => {
    expect(after(timePage([100, 100], { endOfStream: true }))).toEqual(land(100, 'caught_up'));
  });
});

describe('time-based pagination after an empty page', () => {
  it.each([null, 100, 999])('is caught up at the end of the stream, with end_time %j', (endTime) => {
    expect(after(timePage([], { endOfStream: true, endTime }))).toEqual({ kind: 'end', outcome: 'caught_up' });
  });

  it('moves one second on if the page holds all of a second, which is nothing', () => {
    expect(after(timePage([], { endTime: 101 }))).toEqual(land(101));
  });

  it.each([null, 100, 99, 1001])('is a dead end if more follows and end_time %j leads nowhere', (endTime) => {
    expect(after(timePage([], { endTime }))).toEqual({ kind: 'dead_end' });
  });

  it.each([null, 101, 500])(
    'stalls, with end_time %j, if the resource is not known to serve seconds whole',
    (endTime) => {
      expect(after(timePage([], { endTime }), NOT_WHOLE)).toEqual({ kind: 'end', outcome: 'stalled' });
    },
  );
});

describe('time-based pagination after a page that may hide rows', () => {
  it.each([
    { seconds: [], endTime: 102 },
    { seconds: [], endTime: 1000 },
    { seconds: [100, 100], endTime: 500 },
  ])('asks again: $seconds.length records of its own second, end_time $endTime', ({ seconds, endTime }) => {
    expect(after(timePage(seconds, { endTime }))).toEqual({ kind: 'hidden', endTime });
  });

  it('asks again up to the very second of the request, and not beyond it', () => {
    const atSecond = (requestTime: number): NextStep =>
      nextStep(TICKETS, at(100), timePage([], { endTime: 1000 }), { perPage: 10, requestTime });
    expect(atSecond(1_000_000)).toEqual({ kind: 'hidden', endTime: 1000 });
    expect(atSecond(999_999)).toEqual({ kind: 'dead_end' });
  });

  it('does not take a full page, a later record or the end of the stream for hidden rows', () => {
    expect(after(timePage([100, 101], { endTime: 500 }))).toEqual(land(101));
    expect(after(timePage([100], { endTime: 500, endOfStream: true }))).toEqual(land(100, 'caught_up'));
    expect(
      after(
        timePage(
          Array.from({ length: 10 }, () => 100),
          { endTime: 500 },
        ),
      ),
    ).toEqual(walk(100));
  });

  it('stalls after landing what there is if the resource is not known to serve seconds whole', () => {
    expect(after(timePage([100], { endTime: 500 }), NOT_WHOLE)).toEqual(land(100, 'stalled'));
  });
});

describe('time-based pagination after any page', () => {
  const second = fc.integer({ min: 90, max: 150 });

  it('never moves back, never beyond its records by more than a second, and never repeats the same request', () => {
    fc.assert(
      fc.property(
        fc.array(second, { maxLength: 12 }),
        fc.boolean(),
        fc.option(second),
        fc.boolean(),
        fc.boolean(),
        (seconds, endOfStream, endTime, servesWholeSeconds, hasCursor) => {
          const pagination = { servesWholeSeconds, ...(!hasCursor && NO_CURSOR) };
          const step = after(timePage(seconds, { endOfStream, endTime }), pagination);
          const from = JSON.stringify(at(100));
          const { position, end } = step.kind === 'land' ? step : { position: at(100), end: step.kind };
          const reached = position.kind === 'time' ? position.startTime : position.second;
          expect(reached).toBeGreaterThanOrEqual(100);
          expect(reached).toBeLessThanOrEqual(Math.max(100, ...seconds) + 1);
          expect(end !== undefined || JSON.stringify(position) !== from).toBe(true);
          expect(step.kind === 'land' || seconds.every((each) => each === 100)).toBe(true);
        },
      ),
    );
  });
});
