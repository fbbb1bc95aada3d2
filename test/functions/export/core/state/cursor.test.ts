import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  persistedPosition,
  type CursorItem,
  firstPosition,
  lastPageForCheckpoint,
} from '#functions/export/core/state/cursor.ts';
import { type Position, secondOf } from '#functions/export/core/pagination/position.ts';
import { timePage } from '#test/support/functions/pages.ts';

const at = (startTime: number): Position => ({ kind: 'time', startTime });

/** A step to this position. If it has a cursor, a checkpoint may persist it. */
const to = (position: Position) => ({
  position,
  ...(position.kind === 'cursor' && position.cursor !== undefined && { checkpointCursor: position.cursor }),
});

describe('firstPosition', () => {
  it("returns the request's startTime before the first checkpoint, and end_time after it (airbyte#28173)", () => {
    expect(firstPosition({}, 42)).toEqual(at(42));
    expect(firstPosition({ endTime: 0 }, 42)).toEqual(at(0));
    expect(firstPosition({ endTime: 900 }, 42)).toEqual(at(900));
  });

  it('resumes a cursor walk at the stored cursor', () => {
    expect(firstPosition({ endTime: 900, afterCursor: 'c', pinnedSecond: 900 }, 42)).toEqual({
      kind: 'cursor',
      second: 900,
      cursor: 'c',
    });
  });

  it('ignores a stored cursor of another second, as after a manual change of end_time', () => {
    expect(firstPosition({ endTime: 50, afterCursor: 'c', pinnedSecond: 105 }, 0)).toEqual(at(50));
    expect(firstPosition({ endTime: 50, afterCursor: 'c' }, 0)).toEqual({ kind: 'cursor', second: 50, cursor: 'c' });
  });

  it('begins a cursor walk at a stored pinned second, so that one page per run is enough to pass it', () => {
    expect(firstPosition({ endTime: 900, pinnedSecond: 900 }, 42)).toEqual({ kind: 'cursor', second: 900 });
    expect(firstPosition({ pinnedSecond: 42 }, 42)).toEqual({ kind: 'cursor', second: 42 });
  });

  it('ignores a pinned second elsewhere, and a cursor without a position', () => {
    expect(firstPosition({ endTime: 901, pinnedSecond: 900 }, 42)).toEqual(at(901));
    expect(firstPosition({ afterCursor: 'c' }, 42)).toEqual(at(42));
  });
});

describe('persistedPosition', () => {
  it('persists the position while every page of the run was settled', () => {
    expect(persistedPosition({}, 10, to(at(70)), null)).toEqual({ endTime: 70, startTime: 10 });
  });

  it('persists the watermark of the lookback window, but never before the stored end_time or the start', () => {
    expect(persistedPosition({ endTime: 40 }, 10, to(at(70)), 60)).toMatchObject({ endTime: 60 });
    expect(persistedPosition({ endTime: 65 }, 10, to(at(70)), 60)).toMatchObject({ endTime: 65 });
    expect(persistedPosition({}, 68, to(at(70)), 60)).toMatchObject({ endTime: 68 });
    // An operator has set end_time before start_time by hand. No record is skipped.
    expect(persistedPosition({ endTime: 5 }, 68, to(at(70)), 60)).toMatchObject({ endTime: 60 });
  });

  it('persists a pinned second with the page that detects it, and then the cursor of each page of the walk', () => {
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

  it('persists no cursor of an unsettled second, but keeps the one stored there', () => {
    const walk: Position = { kind: 'cursor', second: 70, cursor: 'new' };
    expect(persistedPosition({ endTime: 70 }, 10, to(walk), 30)).not.toHaveProperty('afterCursor');
    expect(persistedPosition({ endTime: 70, afterCursor: 'old' }, 10, to(walk), 30)).toMatchObject({
      afterCursor: 'old',
    });
  });

  it('persists no cursor next to an earlier end_time, because the next run would skip the lookback window', () => {
    const written = persistedPosition({ endTime: 40 }, 10, to({ kind: 'cursor', second: 70, cursor: 'c' }), 60);
    expect(written).toEqual({ endTime: 60, startTime: 10 });
  });

  it('removes cursor and pinned second when the position moves to another second', () => {
    const before = { endTime: 70, afterCursor: 'c', pinnedSecond: 70 };
    expect(persistedPosition(before, 10, to(at(71)), null)).toEqual({ endTime: 71, startTime: 10 });
    expect(persistedPosition(before, 10, to(at(90)), 80)).toEqual({ endTime: 80, startTime: 10 });
  });

  it('keeps cursor and pinned second while the lookback window holds end_time at their second', () => {
    const before = { endTime: 70, afterCursor: 'c', pinnedSecond: 70 };
    expect(persistedPosition(before, 10, to(at(90)), 60)).toEqual({ ...before, startTime: 10 });
  });

  it('persists a pinned second at the first checkpoint of an export', () => {
    expect(persistedPosition({}, 70, to({ kind: 'cursor', second: 70 }), 50)).toMatchObject({
      endTime: 70,
      pinnedSecond: 70,
    });
  });
});

describe('a random sequence of checkpoints', () => {
  const steps = fc.array(
    fc.record({
      forward: fc.nat(3),
      walk: fc.boolean(),
      cursor: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
      unsettledBy: fc.option(fc.nat(5), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 12 },
  );

  it('never lowers end_time, and persists a cursor or a pinned second only at its own second', () => {
    fc.assert(
      fc.property(fc.nat(20), steps, (exportStart, run) => {
        let item: CursorItem = {};
        let second = exportStart;
        let heldBackTo: number | null = null;
        const cursorOf = new Map<string, number>();
        for (const { forward, walk, cursor, unsettledBy } of run) {
          second += forward;
          if (unsettledBy !== undefined) heldBackTo ??= second - unsettledBy;
          const named = cursor === undefined ? undefined : `${cursor}${second}`;
          if (named !== undefined) cursorOf.set(named, second);
          const next: Position = walk
            ? { kind: 'cursor', second, ...(named !== undefined && { cursor: named }) }
            : at(second);
          const write = persistedPosition(item, exportStart, to(next), heldBackTo);

          expect(write.endTime).toBeGreaterThanOrEqual(item.endTime ?? exportStart);
          expect(write.endTime).toBeLessThanOrEqual(secondOf(next));
          const cursorsSecond = write.afterCursor === undefined ? write.endTime : cursorOf.get(write.afterCursor);
          expect([cursorsSecond, write.pinnedSecond ?? write.endTime]).toEqual([write.endTime, write.endTime]);
          expect(write.startTime).toBe(exportStart);
          item = write;
        }
      }),
    );
  });
});

describe('lastPageForCheckpoint', () => {
  it('keeps the records that the next run can receive again, if there are any', () => {
    const { tails } = timePage([6, 7, 8]);
    const two = { endTime: 9, records: 2, digest: timePage([7, 8]).tails.at(-1)?.digest };
    expect(lastPageForCheckpoint({ endTime: 9, tails }, 7)).toEqual({ lastPage: { ...two, from: 7 } });
    expect(lastPageForCheckpoint({ endTime: 9, tails }, 9)).toEqual({});
    expect(lastPageForCheckpoint(undefined, 7)).toEqual({});
  });
});
