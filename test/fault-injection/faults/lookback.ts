import { applyLookback } from '#functions/export/core/pagination/lookback.ts';
import { secondOf } from '#functions/export/core/pagination/position.ts';
import type { Fault } from '../fault.ts';

export const LOOKBACK_FAULTS: readonly Fault[] = [
  {
    name: 'no lookback window',
    breaks: 'complete',
    replace: { 'functions/export/core/pagination/lookback.ts': { applyLookback: () => () => null } },
  },
  {
    name: 'the lookback window measured from the last page of the run',
    breaks: 'complete',
    foundBy: 278,
    replace: {
      'functions/export/core/pagination/lookback.ts': {
        applyLookback:
          (real) =>
          (_, ...page) =>
            real(null, ...page),
      },
    },
  },
  {
    name: 'the lookback window judged by end_time',
    breaks: 'complete',
    foundBy: 600,
    replace: {
      'functions/export/core/run/export-state.ts': {
        buildCheckpoint: (real) => (state, next, settling) => {
          const { progress, persisted } = state;
          const { requestTime, settleSeconds } = settling;
          const endTime = progress.lastPage?.endTime ?? secondOf(next.position);
          const heldBackTo = applyLookback(persisted.heldBackTo, endTime, requestTime, settleSeconds);
          return real({ ...state, persisted: { ...persisted, heldBackTo } }, next, settling);
        },
      },
    },
  },
  {
    name: "the lookback window judged by the function's clock alone",
    breaks: 'complete',
    foundBy: 210,
    replace: { 'functions/export/core/pagination/lookback.ts': { requestTime: () => (sentAt) => sentAt } },
  },
  {
    name: "the lookback window judged by Zendesk's clock alone, when it answers",
    breaks: 'complete',
    replace: {
      'functions/export/core/pagination/lookback.ts': {
        requestTime: () => (sentAt, _, date) => (date === undefined ? sentAt : Date.parse(date)),
      },
    },
  },
  {
    name: 'after_cursor persisted within the lookback window',
    breaks: 'complete',
    foundBy: 210,
    replace: {
      'functions/export/core/state/cursor.ts': {
        persistedPosition: (real) => (before, exportStartTime, next, heldBackTo) => {
          const persisted = real(before, exportStartTime, next, heldBackTo);
          const { position, checkpointCursor: afterCursor } = next;
          const isWithin = position.kind === 'cursor' && position.second === persisted.endTime;
          return { ...persisted, ...(isWithin && afterCursor !== undefined && { afterCursor }) };
        },
      },
    },
  },
];
