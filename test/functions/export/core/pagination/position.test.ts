import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advance,
  isTooRecent,
  type Position,
  buildQuery,
  secondOf,
} from '#functions/export/core/pagination/position.ts';
import { cursorPage, TICKETS, timePage } from '#test/support/functions/pages.ts';

const at = (startTime: number): Position => ({ kind: 'time', startTime });
const NOTHING = { include: [] };

describe('advance by time', () => {
  it("moves to the page's end_time", () => {
    expect(advance(at(100), timePage([100, 150, 200]))).toEqual({ position: at(200), caughtUp: false });
  });

  it('is caught up at the end of the stream, and only moves on then', () => {
    expect(advance(at(100), timePage([150], { endOfStream: true }))).toEqual({ position: at(150), caughtUp: true });
    expect(advance(at(100), timePage([100], { endOfStream: true }))).toEqual({ position: at(100), caughtUp: true });
  });

  it('goes on after a page of one record: a short page is not the end (airbyte#34243, node-zendesk#192)', () => {
    expect(advance(at(100), timePage([150])).caughtUp).toBe(false);
  });

  it('moves to the newest record where end_time lies beyond it, or what shows in between would be skipped', () => {
    expect(advance(at(100), timePage([150, 120], { endTime: 900 })).position).toEqual(at(150));
  });

  it('moves to end_time where that is the earlier', () => {
    expect(advance(at(100), timePage([150, 200], { endTime: 160 })).position).toEqual(at(160));
  });

  it('walks a second that it cannot get past, and never skips to the next one (conduit, lakeflow#249)', () => {
    expect(advance(at(100), timePage([100, 100]))).toEqual({
      position: { kind: 'walk', second: 100 },
      caughtUp: false,
    });
  });

  it('tells a pin by the position, not by end_time: a page of one second with a later end_time is a pin too', () => {
    expect(advance(at(100), timePage([100, 100], { endTime: 900 })).position).toEqual({ kind: 'walk', second: 100 });
  });

  it('does not take the last second of an ended stream for a pin (zenpy#451)', () => {
    expect(advance(at(100), timePage([100, 100], { endOfStream: true }))).toEqual({
      position: at(100),
      caughtUp: true,
    });
  });

  it.each([
    { endOfStream: false, endTime: null },
    { endOfStream: true, endTime: 999 },
    { endOfStream: false, endTime: 999 },
  ])('is caught up at an empty page and stays, whatever its flags: %j', (flags) => {
    expect(advance(at(100), timePage([], flags))).toEqual({ position: at(100), caughtUp: true });
  });
});

describe('advance on a walk', () => {
  const walk: Position = { kind: 'walk', second: 100, cursor: 'asked' };

  it('goes on by the cursor while the last record lies within the second', () => {
    expect(advance(walk, cursorPage([100, 100]))).toEqual({ position: { ...walk, cursor: 'next' }, caughtUp: false });
    expect(advance({ kind: 'walk', second: 100 }, cursorPage([100])).position).toEqual({ ...walk, cursor: 'next' });
  });

  it("goes back to time, at the last record's second, once that lies beyond", () => {
    expect(advance(walk, cursorPage([100, 101, 107]))).toEqual({ position: at(107), caughtUp: false });
    expect(advance(walk, cursorPage([107], { endOfStream: true }))).toEqual({ position: at(107), caughtUp: true });
  });

  it('is caught up where the stream ends within the second, and keeps the newest cursor', () => {
    const ended = advance(walk, cursorPage([100], { endOfStream: true }));
    expect(ended).toEqual({ position: { ...walk, cursor: 'next' }, caughtUp: true });
    expect(advance(walk, cursorPage([100], { endOfStream: true, afterCursor: null })).position).toEqual(walk);
  });

  it('ends as caught up where a cursor leads to itself (PostHog#59215)', () => {
    expect(advance(walk, cursorPage([100], { afterCursor: 'asked' })).caughtUp).toBe(true);
    expect(advance(walk, cursorPage([105], { afterCursor: 'asked' })).caughtUp).toBe(true);
  });

  it('ends as caught up at an empty page and stays, whatever its cursor', () => {
    expect(advance(walk, cursorPage([], { afterCursor: 'other' }))).toEqual({ position: walk, caughtUp: true });
  });

  it('does not take a missing cursor on its first page for one that leads to itself', () => {
    const first = advance({ kind: 'walk', second: 100 }, cursorPage([100, 104], { afterCursor: null }));
    expect(first).toEqual({ position: at(104), caughtUp: false });
  });
});

describe('any page from any position', () => {
  const second = fc.nat(50);
  const positions = fc.oneof(
    second.map(at),
    fc.record({ kind: fc.constant('walk' as const), second, cursor: fc.constantFrom('a', 'b') }),
  );
  const seconds = fc.array(second, { maxLength: 5 });

  it('never moves the position back, and either gets on, begins a walk, follows a cursor or is caught up', () => {
    fc.assert(
      fc.property(
        positions,
        seconds,
        fc.boolean(),
        second,
        fc.constantFrom('a', 'b'),
        (from, seen, end, endTime, to) => {
          const page =
            from.kind === 'time'
              ? timePage(seen, { endOfStream: end, endTime: seen.length === 0 ? null : secondOf(from) + endTime })
              : cursorPage(seen, { endOfStream: end, afterCursor: to });
          const { position, caughtUp } = advance(from, page);

          expect(secondOf(position)).toBeGreaterThanOrEqual(secondOf(from));
          expect(secondOf(position)).toBeLessThanOrEqual(Math.max(secondOf(from), ...seen));
          expect(caughtUp || JSON.stringify(position) !== JSON.stringify(from)).toBe(true);
        },
      ),
    );
  });
});

describe('isTooRecent', () => {
  it('holds until a position is 61 s old: Zendesk refuses 60 and less (airbyte#22483)', () => {
    expect(isTooRecent(at(1000), 1_060_999)).toBe(true);
    expect(isTooRecent(at(1000), 1_061_000)).toBe(false);
    expect(isTooRecent({ kind: 'walk', second: 1000, cursor: 'c' }, 1_060_999)).toBe(true);
  });

  it('holds for a start in the future: caught up until then', () => {
    expect(isTooRecent(at(9_999_999_999), 1_700_000_000_000)).toBe(true);
  });
});

describe('query', () => {
  it('asks by start_time, and always says so: 0 is a time as well (PostHog#37480)', () => {
    expect(buildQuery(TICKETS, at(0), NOTHING, 1000)).toBe('/api/v2/incremental/tickets?start_time=0&per_page=1000');
  });

  it('begins a walk by start_time and goes on by the cursor alone, encoded', () => {
    const begin = { kind: 'walk' as const, second: 100 };
    expect(buildQuery(TICKETS, begin, NOTHING, 7)).toBe('/api/v2/incremental/tickets/cursor?start_time=100&per_page=7');
    expect(buildQuery(TICKETS, { ...begin, cursor: 'MTAw+/==' }, NOTHING, 7)).toBe(
      '/api/v2/incremental/tickets/cursor?cursor=MTAw%2B%2F%3D%3D&per_page=7',
    );
  });

  it.each([at(5), { kind: 'walk' as const, second: 5, cursor: 'c' }])(
    'sends include and scope with every request: %j',
    (from) => {
      const options = { include: ['users', 'metric_sets'], supportTypeScope: 'all' as const };
      const params = new URL(buildQuery(TICKETS, from, options, 50), 'https://acme.example').searchParams;
      expect(params.get('include')).toBe('users,metric_sets');
      expect(params.get('support_type_scope')).toBe('all');
      expect(params.get('per_page')).toBe('50');
    },
  );
});
