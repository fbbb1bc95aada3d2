import { describe, expect, it } from 'vitest';
import type { LandStep } from '#functions/export/core/pagination/position.ts';
import {
  addCounters,
  buildCheckpoint,
  buildReleaseUpdate,
  type ExportState,
  hasMoved,
  openState,
  outcomeOf,
  persistPinnedSecond,
  recordCheckpoint,
  recordRead,
  reposition,
  resultOf,
} from '#functions/export/core/run/export-state.ts';
import type { CursorItem } from '#functions/export/core/state/cursor.ts';
import { cursorPage, timePage } from '#test/support/functions/pages.ts';

const stateOf = (item: CursorItem): ExportState => openState(item, { startTime: 0 });
const walk = (second: number, cursor?: string) => ({ kind: 'cursor' as const, second, ...(cursor && { cursor }) });
const to = (position: LandStep['position'], checkpointCursor?: string): LandStep => ({
  kind: 'land',
  position,
  ...(checkpointCursor && { checkpointCursor }),
});

/** The state after the checkpoint of a page that was long settled. */
function checkpointed(state: ExportState, next: LandStep): ExportState {
  const { write, heldBackTo } = buildCheckpoint(state, next, {
    requestTime: 1_000_000,
    settleSeconds: 300,
    perPage: undefined,
  });
  return recordCheckpoint(state, write, heldBackTo);
}

const pending = (state: ExportState) => {
  const { runHistory, ...update } = buildReleaseUpdate(state, undefined, {});
  return update;
};

describe('the result of a run', () => {
  it('adds up what was newly written', () => {
    const first = addCounters(stateOf({ endTime: 100 }), { pages: 1, records: 2, bytes: 10 });
    expect(resultOf(addCounters(first, { pages: 1, records: 1, bytes: 5 }), 0)).toMatchObject({
      pages: 2,
      records: 3,
      bytes: 15,
    });
  });

  it('lags by the whole seconds between now and the position reached', () => {
    expect(resultOf(stateOf({ endTime: 100 }), 160_999)).toMatchObject({
      startTime: 100,
      endTime: 100,
      lagSeconds: 60,
    });
  });

  it('ends at the position after the last page read', () => {
    const state = recordRead(
      stateOf({ endTime: 100 }),
      { page: timePage([100, 130]) },
      to({ kind: 'time', startTime: 130 }),
      false,
    );
    expect(resultOf(state, 0)).toMatchObject({ startTime: 100, endTime: 130 });
  });
});

describe('what a release writes', () => {
  it('is nothing if nothing was learnt, or once a checkpoint has kept it', () => {
    const state = stateOf({ endTime: 100, afterCursor: 'c', pinnedSecond: 100 });
    expect(pending(state)).toEqual({ cursorRefused: false });
    const refused = reposition(state, walk(100), 'cursor_refused');
    expect(pending(refused)).toEqual({ cursorRefused: true, pinnedSecond: 100 });
    expect(pending(checkpointed(refused, to(walk(100, 'd'), 'd')))).toEqual({ cursorRefused: false });
  });

  it('is the pin found where the next run begins', () => {
    const state = reposition(stateOf({ endTime: 100 }), walk(100), 'page_timeout');
    expect(state.progress.position).toEqual(walk(100));
    expect(pending(state)).toEqual({ pinnedSecond: 100, cursorRefused: false });
  });

  it('is no pin found further on: it would replace the one that belongs to end_time', () => {
    const state = reposition(stateOf({ endTime: 100, pinnedSecond: 100 }), walk(170), 'heavy_second');
    expect(pending(state)).toEqual({ cursorRefused: false });
    expect(state.persisted.cursor).toEqual({ endTime: 100, pinnedSecond: 100 });
  });

  it('is the page size that was learnt', () => {
    expect(buildReleaseUpdate(stateOf({}), 7, {})).toMatchObject({ perPage: 7 });
  });
});

it('a pin changes nothing else of what the item holds: the lookback window never lowers its end_time', () => {
  const state = persistPinnedSecond(stateOf({ endTime: 100, startTime: 7, perPage: 1 }), walk(100));
  const { write } = buildCheckpoint(state, to(walk(100)), { requestTime: 110_000, settleSeconds: 300, perPage: 1 });
  const runHistory = { totalPages: 0, totalRecords: 0, totalBytes: 0 };
  expect(write).toEqual({ endTime: 100, startTime: 7, pinnedSecond: 100, perPage: 1, runHistory });
});

describe('a refused cursor', () => {
  it('is not what a walk begins with that has another reason', () => {
    const state = reposition(stateOf({ endTime: 100, afterCursor: 'c' }), walk(100), 'page_timeout');
    expect(state.progress.hasRestartedWalk).toBe(false);
    expect(state.persisted.cursor).toMatchObject({ afterCursor: 'c' });
  });

  it('is dropped from the item, and the walk has then been restarted', () => {
    const state = reposition(stateOf({ endTime: 100, afterCursor: 'c' }), walk(100), 'cursor_refused');
    expect(state.progress.hasRestartedWalk).toBe(true);
    expect(state.persisted.cursor).toEqual({ endTime: 100, pinnedSecond: 100 });
    expect(hasMoved(state)).toBe(false);
  });
});

describe('a run out of time in a walk through hidden rows', () => {
  const hidden = reposition(stateOf({ endTime: 100 }), walk(100), 'hidden_page');

  it('has stalled if it has moved nothing', () => {
    expect(outcomeOf(hidden, 'budget_spent')).toBe('stalled');
    expect(outcomeOf(hidden, 'rate_limited')).toBe('stalled');
    expect(outcomeOf(hidden, 'lease_lost')).toBe('lease_lost');
  });

  it('has not stalled if it has moved, or has left that walk', () => {
    const moved = checkpointed(hidden, to(walk(100, 'd'), 'd'));
    expect(outcomeOf(moved, 'budget_spent')).toBe('budget_spent');
    const left = recordRead(hidden, { page: cursorPage([130]) }, to({ kind: 'time', startTime: 130 }), false);
    expect(outcomeOf(left, 'budget_spent')).toBe('budget_spent');
    expect(outcomeOf(stateOf({ endTime: 100 }), 'budget_spent')).toBe('budget_spent');
  });

  it('begins with an empty page of a walk that began otherwise', () => {
    const pinned = reposition(stateOf({ endTime: 100 }), walk(100), 'page_timeout');
    expect(outcomeOf(pinned, 'budget_spent')).toBe('budget_spent');
    const empty = recordRead(pinned, { page: cursorPage([]) }, to(walk(100, 'x')), false);
    expect(outcomeOf(empty, 'budget_spent')).toBe('stalled');
  });
});
