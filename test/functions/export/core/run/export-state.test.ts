import { describe, expect, it } from 'vitest';
import type { CursorItem } from '#functions/export/core/state/cursor.ts';
import {
  beginWalk,
  learntBy,
  learnFromAbort,
  noteLanded,
  noteRead,
  noteWritten,
  openState,
  restartWalk,
  resultOf,
  writeAfter,
} from '#functions/export/core/run/export-state.ts';
import { parseExportRequest } from '#functions/export/core/export-request.ts';
import { timePage } from '#test/support/functions/pages.ts';

const stateOf = (item: CursorItem, pageSize = 1000) =>
  openState(item, parseExportRequest({ subdomain: 'acme', credentialsSecretId: 'zendesk/acme', pageSize }));

describe('a result', () => {
  it('counts what was newly written, and nothing that was present', () => {
    const state = stateOf({ endTime: 100 });
    noteLanded(state, timePage([100, 101]));
    noteRead(state, timePage([101, 102]));
    noteLanded(state, timePage([102]));
    expect(resultOf(state, 0)).toMatchObject({ pages: 2, records: 3 });
  });

  it('lags by the whole seconds between now and the position reached', () => {
    const state = stateOf({ endTime: 100 });
    expect(resultOf(state, 160_999)).toMatchObject({ endTime: 100, lagSeconds: 60 });
  });
});

describe('what a release keeps', () => {
  it('is nothing where nothing was learnt, or a checkpoint has kept it', () => {
    const state = stateOf({ endTime: 100, afterCursor: 'c', pinnedSecond: 100 });
    expect(learntBy(state)).toEqual({ cursorRefused: false });
    restartWalk(state);
    expect(learntBy(state)).toEqual({ cursorRefused: true, pinnedSecond: 100 });
    const next = { kind: 'walk' as const, second: 100, cursor: 'd' };
    noteWritten(state, writeAfter(state, next, 1_000_000, 300));
    expect(learntBy(state)).toEqual({ cursorRefused: false });
  });

  it('is the pin found where the next run begins', () => {
    const state = stateOf({ endTime: 100 });
    beginWalk(state);
    expect(state.position).toEqual({ kind: 'walk', second: 100 });
    expect(learntBy(state)).toEqual({ pinnedSecond: 100, cursorRefused: false });
  });

  it('is no pin found further on: it would replace the one that stands at end_time', () => {
    const state = stateOf({ endTime: 100, pinnedSecond: 100 });
    state.position = { kind: 'time', startTime: 170 };
    beginWalk(state);
    expect(learntBy(state)).toEqual({ cursorRefused: false });
    expect(state.cursor).toEqual({ endTime: 100, pinnedSecond: 100 });
  });

  it('is the walk where even one record takes longer than a run, and half the page size before that', () => {
    const state = stateOf({ endTime: 100, perPage: 2 });
    learnFromAbort(state, state.position, 2);
    expect(learntBy(state)).toEqual({ perPage: 1, cursorRefused: false });
    learnFromAbort(state, state.position, 1);
    expect(learntBy(state)).toEqual({ perPage: 1, pinnedSecond: 100, cursorRefused: false });
  });
});

it('a pin changes nothing else of what the item is known to hold: settling never lowers its end_time', () => {
  const state = stateOf({ endTime: 100, startTime: 7, perPage: 1 });
  beginWalk(state);
  const write = writeAfter(state, { kind: 'walk', second: 100 }, 110_000, 300);
  const runHistory = { totalPages: 0, totalRecords: 0, totalBytes: 0 };
  expect(write).toEqual({ endTime: 100, startTime: 7, pinnedSecond: 100, perPage: 1, runHistory });
});
