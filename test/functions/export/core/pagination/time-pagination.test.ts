import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimePage } from '#functions/export/core/page/page.ts';
import { nextStep } from '#functions/export/core/pagination/pagination.ts';
import { type NextStep, type Position, secondOf } from '#functions/export/core/pagination/position.ts';
import type { Pagination } from '#functions/export/core/resource.ts';
import { TICKETS, timePage, withPagination } from '#test/support/functions/pages.ts';

const at = (startTime: number): Position => ({ kind: 'time', startTime });
const land = (startTime: number, end?: 'caught_up' | 'stalled' | 'pinned'): NextStep => ({
  kind: 'land',
  position: at(startTime),
  ...(end && { end }),
});
const walk = (second: number): NextStep => ({ kind: 'land', position: { kind: 'cursor', second } });

/** The step after a page requested at second 1000 with `start_time` 100 and `per_page` 10. */
const after = (page: TimePage, pagination: Partial<Pagination> = {}): NextStep =>
  nextStep(withPagination(TICKETS, pagination), at(100), page, { perPage: 10, requestTime: 1_000_999 });

const NOT_WHOLE = { servesWholeSeconds: false };
const NO_CURSOR = { walk: null };

describe('time-based pagination after a page with records', () => {
  it("moves to the page's end_time", () => {
    expect(after(timePage([100, 150, 200]))).toEqual(land(200));
  });

  it('ends as caught up at the end of the stream', () => {
    expect(after(timePage([150], { endOfStream: true }))).toEqual(land(150, 'caught_up'));
    expect(after(timePage([100], { endOfStream: true }))).toEqual(land(100, 'caught_up'));
  });

  it('continues after a short page, which is not the end (airbyte#34243, node-zendesk#192)', () => {
    expect(after(timePage([150]))).toEqual(land(150));
  });

  it('moves to the newest record if end_time is later, so that late records in between are not skipped', () => {
    expect(after(timePage([150, 120], { endTime: 900 }))).toEqual(land(150));
    expect(after(timePage([150, 150], { endTime: 152 }))).toEqual(land(150));
  });

  it('moves to end_time if that is earlier than the newest record', () => {
    expect(after(timePage([150, 200], { endTime: 160 }))).toEqual(land(160));
  });

  it('moves on by one second after a page that contains a whole second, as in recorded pages', () => {
    expect(after(timePage([100, 100], { endTime: 101 }))).toEqual(land(101));
    expect(after(timePage([150, 150], { endTime: 151 }))).toEqual(land(151));
  });

  it('does not trust end_time S+1 on a page of several seconds, at the end, or without servesWholeSeconds', () => {
    expect(after(timePage([149, 150], { endTime: 151 }))).toEqual(land(150));
    expect(after(timePage([150], { endTime: 151, endOfStream: true }))).toEqual(land(150, 'caught_up'));
    expect(after(timePage([150], { endTime: 151 }), NOT_WHOLE)).toEqual(land(150));
    expect(after(timePage([100], { endTime: 101 }), NOT_WHOLE)).toEqual(walk(100));
  });

  it('begins a cursor walk at a pinned second instead of skipping to the next one (conduit, lakeflow#249)', () => {
    expect(after(timePage([100, 100]))).toEqual(walk(100));
  });

  it('begins a cursor walk after a full page of one second with a later end_time', () => {
    expect(
      after(
        timePage(
          Array.from({ length: 10 }, () => 100),
          { endTime: 900 },
        ),
      ),
    ).toEqual(walk(100));
  });

  it('ends as pinned at a pinned second without a cursor endpoint', () => {
    expect(after(timePage([100, 100]), NO_CURSOR)).toEqual(land(100, 'pinned'));
  });

  it('ends as caught up in the last second of an ended stream, which is not pinned (zenpy#451)', () => {
    expect(after(timePage([100, 100], { endOfStream: true }))).toEqual(land(100, 'caught_up'));
  });
});

describe('time-based pagination after an empty page', () => {
  it.each([null, 100, 999])('ends as caught up at the end of the stream with end_time %j', (endTime) => {
    expect(after(timePage([], { endOfStream: true, endTime }))).toEqual({ kind: 'end', outcome: 'caught_up' });
  });

  it('moves on by one second if the page contains a whole second without records', () => {
    expect(after(timePage([], { endTime: 101 }))).toEqual(land(101));
  });

  it.each([null, 100, 99, 1001])('reaches a dead end if more follows and end_time is %j', (endTime) => {
    expect(after(timePage([], { endTime }))).toEqual({ kind: 'dead_end' });
  });

  it.each([null, 101, 500])('ends as stalled with end_time %j if the resource lacks servesWholeSeconds', (endTime) => {
    expect(after(timePage([], { endTime }), NOT_WHOLE)).toEqual({ kind: 'end', outcome: 'stalled' });
  });
});

describe('time-based pagination after a page that may hide rows', () => {
  it.each([
    { seconds: [], endTime: 102 },
    { seconds: [], endTime: 1000 },
    { seconds: [100, 100], endTime: 500 },
  ])(
    'detects a hidden page: $seconds.length records of its first second, end_time $endTime',
    ({ seconds, endTime }) => {
      expect(after(timePage(seconds, { endTime }))).toEqual({ kind: 'hidden', endTime });
    },
  );

  it('detects a hidden page only if its end_time is not later than the request', () => {
    const page = timePage([], { endTime: 1000 });
    const request = { perPage: 10, requestTime: 1_000_000 };
    expect(nextStep(TICKETS, at(100), page, request)).toEqual({ kind: 'hidden', endTime: 1000 });
    expect(nextStep(TICKETS, at(100), page, { ...request, requestTime: 999_999 })).toEqual({ kind: 'dead_end' });
  });

  it('detects no hidden page if the page is full, has a later record or ends the stream', () => {
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

  it('lands the page and ends as stalled if the resource lacks servesWholeSeconds', () => {
    expect(after(timePage([100], { endTime: 500 }), NOT_WHOLE)).toEqual(land(100, 'stalled'));
  });
});

describe('time-based pagination after any page', () => {
  const second = fc.integer({ min: 90, max: 150 });

  it('never moves back or more than one second past its records, and never repeats the same request', () => {
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
          const reached = secondOf(position);
          expect(reached).toBeGreaterThanOrEqual(100);
          expect(reached).toBeLessThanOrEqual(Math.max(100, ...seconds) + 1);
          expect(end !== undefined || JSON.stringify(position) !== from).toBe(true);
          expect(step.kind === 'land' || seconds.every((each) => each === 100)).toBe(true);
        },
      ),
    );
  });
});
