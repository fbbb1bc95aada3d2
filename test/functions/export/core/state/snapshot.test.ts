import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LISTS } from '#functions/export/core/lists.ts';
import type { ListPosition } from '#functions/export/core/pagination/position.ts';
import type { ListResource } from '#functions/export/core/resource.ts';
import type { CursorItem } from '#functions/export/core/state/cursor.ts';
import { firstListPosition, nextSnapshotAt, persistedSnapshot } from '#functions/export/core/state/snapshot.ts';

const { audit_logs: windowed, groups, holidays, sla_policies: byOffset } = LISTS;
const NOW = 1_800_000_000;
const HOUR = 3600;
const WINDOW = 3600;

const first = (list: ListResource, item: CursorItem, startTime = 7): ListPosition =>
  firstListPosition(list, item, startTime, NOW * 1000 + 999);

/** An item whose snapshot has landed three pages, the last one some seconds ago. */
const underWay = (secondsAgo: number, more: Partial<CursorItem> = {}): CursorItem => ({
  afterCursor: 'c',
  snapshot: { time: NOW - 9000, page: 3, pageTime: NOW - secondsAgo },
  ...more,
});

describe('nextSnapshotAt', () => {
  it('returns the time at which the interval since the last complete snapshot is over', () => {
    expect(nextSnapshotAt({ endTime: 100 }, 300)).toBe(400);
  });

  it('returns 0 if there is no complete snapshot, or after a rewind', () => {
    expect(nextSnapshotAt({}, 300)).toBe(0);
    expect(nextSnapshotAt({ endTime: NOW, rewoundTo: NOW }, 300)).toBe(0);
  });
});

describe('firstListPosition', () => {
  it('begins a snapshot now', () => {
    expect(first(groups, {})).toEqual({ kind: 'list', snapshot: NOW, page: 1 });
    expect(first(groups, { endTime: NOW - 86_400 })).toEqual({ kind: 'list', snapshot: NOW, page: 1 });
  });

  it('begins a snapshot later than every other one, even with a wrong clock', () => {
    expect(first(groups, { endTime: NOW })).toMatchObject({ snapshot: NOW + 1 });
    expect(first(groups, { endTime: NOW - 5, snapshot: { time: NOW + 50 } })).toMatchObject({ snapshot: NOW + 51 });
  });

  it('continues a snapshot whose last page landed less than an hour ago', () => {
    expect(first(groups, underWay(HOUR - 1))).toEqual({ kind: 'list', snapshot: NOW - 9000, page: 4, cursor: 'c' });
    expect(first(groups, underWay(HOUR))).toEqual({ kind: 'list', snapshot: NOW, page: 1 });
  });

  it.each([
    ['budget_spent', 4],
    ['rate_limited', 4],
    ['caught_up', 1],
    ['ZendeskUnavailableError', 1],
  ])('continues an older snapshot only if the run before handed over: %s', (lastOutcome, page) => {
    expect(first(groups, underWay(9 * HOUR, { runHistory: { lastOutcome } }))).toMatchObject({ page });
  });

  it('continues a list by offset with the number of the page alone', () => {
    const { afterCursor, ...item } = underWay(60);
    expect(first(byOffset, item)).toEqual({ kind: 'list', snapshot: NOW - 9000, page: 4 });
  });

  it.each([
    ['the cursor', { afterCursor: undefined }],
    ['the time', { snapshot: { page: 3, pageTime: NOW - 60 } }],
    ['the number of pages', { snapshot: { time: NOW - 9000, pageTime: NOW - 60 } }],
    ['the time of the last page', { snapshot: { time: NOW - 9000, page: 3 } }],
  ])('begins a new snapshot if the item lacks %s of the one under way', (_, missing) => {
    const item: CursorItem = JSON.parse(JSON.stringify({ ...underWay(60), ...missing }));
    expect(first(groups, item)).toEqual({ kind: 'list', snapshot: NOW, page: 1 });
  });

  it('never continues a list per parent, whose parents may have changed', () => {
    const { afterCursor, ...item } = underWay(60, { runHistory: { lastOutcome: 'budget_spent' } });
    expect(first(holidays, item)).toEqual({ kind: 'list', snapshot: NOW, page: 1 });
  });

  it('always continues a list with a window, with the same filters', () => {
    const snapshot = { time: NOW - 9000, page: 3, pageTime: NOW - 99 * HOUR, since: 5 };
    expect(first(windowed, underWay(0, { endTime: 9000, snapshot }))).toEqual({
      kind: 'list',
      snapshot: NOW - 9000,
      page: 4,
      cursor: 'c',
      since: 5,
    });
  });
});

describe('the window of a new snapshot', () => {
  it("begins at the request's start time, and later at the export's own", () => {
    expect(first(windowed, {}, 42)).toMatchObject({ since: 42 });
    expect(first(windowed, { startTime: 40 }, 42)).toMatchObject({ since: 40 });
  });

  it('begins before the last complete snapshot by the length of the window', () => {
    expect(first(windowed, { startTime: 40, endTime: 10_000 })).toMatchObject({ since: 10_000 - WINDOW });
    expect(first(windowed, { startTime: 40, endTime: 100 })).toMatchObject({ since: 0 });
  });

  it('begins at the time of a rewind if that is earlier', () => {
    const item = { startTime: 40, endTime: 10_000 };
    expect(first(windowed, { ...item, rewoundTo: 20 })).toMatchObject({ since: 20 });
    expect(first(windowed, { ...item, rewoundTo: 9999 })).toMatchObject({ since: 10_000 - WINDOW });
    expect(first(windowed, { startTime: 40, rewoundTo: 20 })).toMatchObject({ since: 20 });
  });
});

describe('persistedSnapshot', () => {
  const next = { kind: 'list', snapshot: 500, page: 4, cursor: 'd' } as const;

  it('persists the pages landed and the cursor of the next one, and keeps end_time and the rewind', () => {
    expect(persistedSnapshot({ endTime: 100, rewoundTo: 50 }, 7, { position: next }, 520_999)).toEqual({
      endTime: 100,
      rewoundTo: 50,
      afterCursor: 'd',
      snapshot: { time: 500, page: 3, pageTime: 520 },
    });
    expect(persistedSnapshot({}, 7, { position: { kind: 'list', snapshot: 500, page: 2 } }, 520_000)).toEqual({
      snapshot: { time: 500, page: 1, pageTime: 520 },
    });
  });

  it('persists only when it began once it is complete', () => {
    expect(persistedSnapshot({ endTime: 100, rewoundTo: 50 }, 7, { position: next, end: 'caught_up' }, 0)).toEqual({
      endTime: 500,
      snapshot: {},
    });
  });

  it('persists the window, and the start of the export, which a complete snapshot after a rewind lowers', () => {
    const position = { ...next, since: 5 };
    expect(persistedSnapshot({ rewoundTo: 5 }, 7, { position }, 520_000)).toMatchObject({
      startTime: 7,
      snapshot: { since: 5 },
    });
    const complete = { position, end: 'caught_up' } as const;
    expect(persistedSnapshot({ rewoundTo: 5 }, 7, complete, 0)).toMatchObject({ startTime: 5 });
    expect(persistedSnapshot({ rewoundTo: 9 }, 7, complete, 0)).toMatchObject({ startTime: 7 });
  });
});

it('the windows of complete snapshots cover the time from start_time to end_time, whatever is interrupted or rewound', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('page'), pause: fc.nat(20_000), isLast: fc.boolean() }),
    fc.record({ kind: fc.constant('rewind'), to: fc.nat(200_000) }),
  );
  fc.assert(
    fc.property(fc.nat(100_000), fc.array(event, { minLength: 1, maxLength: 30 }), (startTime, events) => {
      let item: CursorItem = {};
      let now = 100_000;
      const complete: { since: number; until: number }[] = [];
      for (const each of events) {
        if (!('pause' in each)) {
          const { snapshot: { time } = {}, afterCursor, ...kept } = item;
          const rewoundTo = Math.min(each.to, item.rewoundTo ?? each.to);
          item = { ...kept, rewoundTo, snapshot: time === undefined ? {} : { time } };
          continue;
        }
        now += each.pause;
        const position = firstListPosition(windowed, item, startTime, now * 1000);
        const next = { ...position, page: position.page + 1, cursor: `c${position.page}` };
        const step = { position: next, ...(each.isLast && { end: 'caught_up' as const }) };
        const before = item;
        item = persistedSnapshot(item, item.startTime ?? startTime, step, now * 1000);
        expect(position.snapshot).toBeGreaterThan(before.endTime ?? -1);
        if (each.isLast) complete.push({ since: position.since ?? NaN, until: position.snapshot });
      }
      let covered = complete.length === 0 ? 0 : (item.startTime ?? NaN);
      const gaps = complete
        .toSorted((a, b) => a.since - b.since)
        .filter(({ since, until }) => {
          const isGap = since > covered;
          covered = Math.max(covered, until);
          return isGap;
        });
      expect(gaps).toEqual([]);
      expect(complete.length === 0 || covered === item.endTime).toBe(true);
    }),
  );
});
