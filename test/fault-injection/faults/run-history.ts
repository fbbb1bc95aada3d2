import type { Fault } from '../fault.ts';
import { changeCursorStore } from '../ports.ts';

export const RUN_HISTORY_FAULTS: readonly Fault[] = [
  {
    name: 'a run that makes no progress is not counted',
    breaks: 'run-history',
    replace: {
      'functions/export/core/state/run-history.ts': {
        updateRunHistory: (real) => (before, run, now) => {
          const { stalledRuns = 0, ...after } = real(before, run, now);
          return { ...after, stalledRuns: Math.min(stalledRuns, before.stalledRuns ?? 0) };
        },
      },
    },
  },
  {
    name: 'every run recorded as caught up',
    breaks: 'run-history',
    replace: {
      'functions/export/core/state/run-history.ts': {
        updateRunHistory: (real) => (before, run, now) => ({
          ...real(before, run, now),
          caughtUpAt: Math.floor(now / 1000),
        }),
      },
    },
  },
  {
    name: 'every run recorded as fresh',
    breaks: 'run-history',
    replace: {
      'functions/export/core/state/run-history.ts': {
        updateRunHistory: (real) => (before, run, now) => ({
          ...real(before, run, now),
          freshAt: Math.floor(now / 1000),
        }),
      },
    },
  },
  {
    name: 'an export skipped if its item cannot be read',
    breaks: 'result-accuracy',
    replace: {
      'functions/export/core/run/known-exports.ts': {
        openExport: (real) => (known, run) => {
          const runHistory = { lastRunAt: Math.floor(known.readAt / 1000), lastOutcome: 'caught_up' };
          return real({ ...known, item: known.item ?? { runHistory } }, run);
        },
      },
    },
  },
  {
    name: 'a release that does not record the run',
    breaks: 'run-history',
    replace: {
      'functions/export/aws/cursor-store.ts': {
        createCursorStore: changeCursorStore((real) => ({
          release(exportId, lease, update, signal) {
            const { runHistory: _, ...others } = update ?? {};
            return real.release(exportId, lease, update && { ...update, ...others, runHistory: {} }, signal);
          },
        })),
      },
    },
  },
  {
    name: "a run's pages added to the total twice",
    breaks: 'run-history',
    replace: {
      'functions/export/core/state/run-history.ts': {
        updateRunHistory: (real) => (before, run, now) => real(before, { ...run, pages: 2 * run.pages }, now),
      },
    },
  },
  {
    name: 'a poll interval after a run that handed over',
    breaks: 'result-accuracy',
    replace: {
      'functions/export/core/state/poll-interval.ts': {
        isPollDue: (real) => (runHistory, pollSeconds, now) => {
          const hasRun = runHistory?.lastOutcome !== undefined;
          return real(hasRun ? { ...runHistory, lastOutcome: 'caught_up' } : runHistory, pollSeconds, now);
        },
      },
    },
  },
  {
    name: 'a skipped run that records itself',
    breaks: 'run-history',
    foundBy: 135,
    replace: {
      'functions/export/aws/cursor-store.ts': {
        createCursorStore: changeCursorStore((real) => ({
          release(exportId, lease, update, signal) {
            const skipped = { cursorRefused: false, runHistory: { lastOutcome: 'not_due' } };
            return real.release(exportId, lease, update ?? skipped, signal);
          },
        })),
      },
    },
  },
];
