import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  persistedPosition,
  type CursorItem,
  firstPosition,
  lastPageForCheckpoint,
} from '#functions/export/core/state/cursor.ts';
import { type Position, secondOf } from '#functions/export/core/pagination/position.ts';
import { record } from '#test/support/functions/pages.ts';

const at = (startTime: number): Position => ({ kind: 'time', startTime });

/** A page that leads to this position, and whose cursor may be kept if it has one. */
const to = (position: Position) => ({
  position,
  ...(position.kind === 'cursor' && position.cursor !== undefined && { checkpointCursor: position.cursor }),
});

describe('firstPosition', () => {
  it("is the request's startTime for an export without a cursor, and end_time with one (airbyte#28173)", () => {
    expect(firstPosition({}, 42)).toEqual(at(42));
    expect(firstPosition({ endTime: 0 }, 42)).toEqual(at(0));
    expect(firstPosition({ endTime: 900 }, 42)).toEqual(at(900));
  });

  it('is inside the walk where a cursor is stored', () => {
    expect(firstPosition({ endTime: 900, afterCursor: 'c', pinnedSecond: 900 }, 42)).toEqual({
      kind: 'cursor',
      second: 900,
      cursor: 'c',
    });
  });

  it('does not take a cursor that somebody who set end_time back by hand has left standing', () => {
    expect(firstPosition({ endTime: 50, afterCursor: 'c', pinnedSecond: 105 }, 0)).toEqual(at(50));
    expect(firstPosition({ endTime: 50, afterCursor: 'c' }, 0)).toEqual({ kind: 'cursor', second: 50, cursor: 'c' });
  });

  it('is the beginning of the walk where a pin is remembered: one page per run must be enough to get past it', () => {
    expect(firstPosition({ endTime: 900, pinnedSecond: 900 }, 42)).toEqual({ kind: 'cursor', second: 900 });
    expect(firstPosition({ pinnedSecond: 42 }, 42)).toEqual({ kind: 'cursor', second: 42 });
  });

  it('takes no notice of a pin at another second, nor of a cursor without a position', () => {
    expect(firstPosition({ endTime: 901, pinnedSecond: 900 }, 42)).toEqual(at(901));
    expect(firstPosition({ afterCursor: 'c' }, 42)).toEqual(at(42));
  });
});

describe('persistedPosition', () => {
  it('persists the position while every page of the run was settled', () => {
    expect(persistedPosition({}, 10, to(at(70)), null)).toEqual({ endTime: 70, startTime: 10 });
  });

  it('persists the hold instead, never below what is stored nor below where the export began', () => {
    expect(persistedPosition({ endTime: 40 }, 10, to(at(70)), 60)).toMatchObject({ endTime: 60 });
    expect(persistedPosition({ endTime: 65 }, 10, to(at(70)), 60)).toMatchObject({ endTime: 65 });
    expect(persistedPosition({}, 68, to(at(70)), 60)).toMatchObject({ endTime: 68 });
    // Somebody has set end_time back before the beginning by hand, and forgotten start_time: nothing is skipped.
    expect(persistedPosition({ endTime: 5 }, 68, to(at(70)), 60)).toMatchObject({ endTime: 60 });
  });

  it('remembers a pin with the page that showed it, and a cursor with each page that ends within the second', () => {
    expect(persistedPosition({ endTime: 70 }, 10, to({ kind: 'cursor', second: 70 }), null)).toEqual({
      endTime: 70,
      startTime: 10,
      pinnedSecond: 70,
    });
    expect(persistedPosition({ endTime: 70 }, 10, to({ kind: 'cursor', second: 70, cursor: 'c' }), null)).toEqual({
      endTime: 70,
      startTime: 10,
      pinnedSecond: 70,
      afterCursor: 'c',
    });
  });

  it('writes no cursor read before its second had settled, but keeps the one that is stored there', () => {
    const walk: Position = { kind: 'cursor', second: 70, cursor: 'new' };
    expect(persistedPosition({ endTime: 70 }, 10, to(walk), 30)).not.toHaveProperty('afterCursor');
    expect(persistedPosition({ endTime: 70, afterCursor: 'old' }, 10, to(walk), 30)).toMatchObject({
      afterCursor: 'old',
    });
  });

  it("writes no walk's cursor beside an earlier end_time: on resume it would jump the settling window", () => {
    const written = persistedPosition({ endTime: 40 }, 10, to({ kind: 'cursor', second: 70, cursor: 'c' }), 60);
    expect(written).toEqual({ endTime: 60, startTime: 10 });
  });

  it('removes cursor and pin once the position has moved on', () => {
    const before = { endTime: 70, afterCursor: 'c', pinnedSecond: 70 };
    expect(persistedPosition(before, 10, to(at(71)), null)).toEqual({ endTime: 71, startTime: 10 });
    expect(persistedPosition(before, 10, to(at(90)), 80)).toEqual({ endTime: 80, startTime: 10 });
  });

  it('keeps cursor and pin while settling holds end_time at their second', () => {
    const before = { endTime: 70, afterCursor: 'c', pinnedSecond: 70 };
    expect(persistedPosition(before, 10, to(at(90)), 60)).toEqual({ ...before, startTime: 10 });
  });

  it('begins a remembered pin at the first checkpoint of an export too', () => {
    expect(persistedPosition({}, 70, to({ kind: 'cursor', second: 70 }), 50)).toMatchObject({
      endTime: 70,
      pinnedSecond: 70,
    });
  });
});

describe('any run of checkpoints', () => {
  const steps = fc.array(
    fc.record({
      forward: fc.nat(3),
      walk: fc.boolean(),
      cursor: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
      unsettledBy: fc.option(fc.nat(5), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 12 },
  );

  it('never lowers end_time, and holds a cursor or a pin only beside their own second', () => {
    fc.assert(
      fc.property(fc.nat(20), steps, (began, run) => {
        let item: CursorItem = {};
        let second = began;
        let hold: number | null = null;
        const cursorOf = new Map<string, number>();
        for (const { forward, walk, cursor, unsettledBy } of run) {
          second += forward;
          if (unsettledBy !== undefined) hold ??= second - unsettledBy;
          const named = cursor === undefined ? undefined : `${cursor}${second}`;
          if (named !== undefined) cursorOf.set(named, second);
          const next: Position = walk
            ? { kind: 'cursor', second, ...(named !== undefined && { cursor: named }) }
            : at(second);
          const write = persistedPosition(item, began, to(next), hold);

          expect(write.endTime).toBeGreaterThanOrEqual(item.endTime ?? began);
          expect(write.endTime).toBeLessThanOrEqual(secondOf(next));
          const cursorsSecond = write.afterCursor === undefined ? write.endTime : cursorOf.get(write.afterCursor);
          expect([cursorsSecond, write.pinnedSecond ?? write.endTime]).toEqual([write.endTime, write.endTime]);
          expect(write.startTime).toBe(began);
          item = write;
        }
      }),
    );
  });
});

describe('lastPageForCheckpoint', () => {
  it('keeps what the next run can be served again, or nothing', () => {
    const last = { endTime: 8, records: [record(6), record(7), record(8)] };
    expect(lastPageForCheckpoint(last, 7)).toEqual({ lastPage: { endTime: 8, records: [record(7), record(8)] } });
    expect(lastPageForCheckpoint(undefined, 7)).toEqual({});
  });
});
