import type { Fault } from '../fault.ts';
import { changeWritesOf } from '../ports.ts';

/** Faults in the position that a run reads from the cursor item and writes to it. */
export const CURSOR_ITEM_FAULTS: readonly Fault[] = [
  {
    name: 'a pinned second forgotten between runs',
    breaks: 'complete',
    foundBy: 33,
    replace: {
      'functions/export/core/state/cursor.ts': {
        firstPosition: (real) => (item, startTime) => {
          const position = real(item, startTime);
          const isForgotten = position.kind === 'cursor' && position.cursor === undefined;
          return isForgotten ? { kind: 'time', startTime: position.second } : position;
        },
      },
    },
  },
  {
    name: 'an export that begins a second late',
    breaks: 'rewind',
    replace: {
      'functions/export/core/state/cursor.ts': {
        firstPosition: (real) => (item, startTime) => real(item, startTime + 1),
      },
    },
  },
  {
    name: 'after_cursor kept when end_time moves on',
    breaks: 'chain',
    replace: {
      'functions/export/core/state/cursor.ts': {
        persistedPosition:
          (real) =>
          (before, ...next) => ({
            ...(before.afterCursor !== undefined && { afterCursor: before.afterCursor }),
            ...real(before, ...next),
          }),
      },
    },
  },
  {
    name: 'a checkpoint that lowers end_time',
    breaks: 'monotonic',
    foundBy: 1072,
    replace: {
      'functions/export/core/state/cursor.ts': {
        persistedPosition: (real) => (before, exportStartTime, next, heldBackTo) => {
          const persisted = real(before, exportStartTime, next, heldBackTo);
          const isLower = heldBackTo !== null && heldBackTo < persisted.endTime;
          return isLower ? { ...persisted, endTime: Math.max(heldBackTo, exportStartTime) } : persisted;
        },
      },
      'functions/export/aws/cursor-store.ts': {
        createCursorStore: changeWritesOf('checkpoint', (input) => ({
          ...input,
          ConditionExpression: 'lease_owner = :owner',
        })),
      },
    },
  },
];
