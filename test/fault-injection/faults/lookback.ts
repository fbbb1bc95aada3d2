import type { Fault } from '../fault.ts';

/** The `end_time` of the page judged last; runs judge one page at a time. */
let lastEndTime: number | null = null;

export const LOOKBACK_FAULTS: readonly Fault[] = [
  {
    name: 'no lookback window',
    breaks: 'complete',
    replace: { 'functions/export/core/pagination/lookback.ts': { applyLookback: () => () => null } },
  },
  {
    name: 'the lookback window measured from the last page of the run',
    breaks: 'complete',
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
    breaks: 'result-accuracy',
    replace: {
      'functions/export/core/pagination/position.ts': {
        advance: (real) => (position, page) => {
          lastEndTime = page.pagination === 'time' ? page.endTime : null;
          return real(position, page);
        },
      },
      'functions/export/core/pagination/lookback.ts': {
        applyLookback:
          (real) =>
          (heldBackTo, reached, ...page) =>
            real(heldBackTo, lastEndTime ?? reached, ...page),
      },
    },
  },
  {
    name: "the lookback window judged by the function's clock alone",
    breaks: 'complete',
    replace: { 'functions/export/core/pagination/lookback.ts': { requestMoment: () => (sentAt) => sentAt } },
  },
  {
    name: "the lookback window judged by Zendesk's clock alone, when it answers",
    breaks: 'complete',
    replace: {
      'functions/export/core/pagination/lookback.ts': {
        requestMoment: () => (sentAt, _, date) => (date === undefined ? sentAt : Date.parse(date)),
      },
    },
  },
  {
    name: 'after_cursor persisted within the lookback window',
    breaks: 'complete',
    replace: {
      'functions/export/core/state/cursor.ts': {
        checkpointAfter: (real) => (before, began, next, heldBackTo) => {
          const checkpoint = real(before, began, next, heldBackTo);
          const isWithin = next.kind === 'walk' && next.second === checkpoint.endTime;
          return { ...checkpoint, ...(isWithin && next.cursor !== undefined && { afterCursor: next.cursor }) };
        },
      },
    },
  },
];
