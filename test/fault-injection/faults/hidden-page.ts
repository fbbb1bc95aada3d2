import type { Fault } from '../fault.ts';
import { changeNextStep } from '../next-step.ts';

export const HIDDEN_PAGE_FAULTS: readonly Fault[] = [
  {
    name: 'a hidden page taken for the end',
    breaks: 'complete',
    replace: changeNextStep((step) => (step.kind === 'hidden' ? { kind: 'end', outcome: 'caught_up' } : step)),
  },
  {
    name: 'a hidden page believed at its first answer',
    breaks: 'complete',
    replace: changeNextStep((step) =>
      step.kind === 'hidden' ? { kind: 'land', position: { kind: 'time', startTime: step.endTime } } : step,
    ),
  },
  {
    name: 'the greater of two end_times followed',
    breaks: 'complete',
    foundBy: 669,
    replace: {
      'functions/export/core/pagination/hidden-page.ts': {
        shorterPage: (real) => (a, b) => {
          const shorter = real(a, b);
          return shorter && (shorter === a ? b : a);
        },
      },
    },
  },
  {
    name: 'after_cursor persisted after an empty page',
    breaks: 'chain',
    replace: changeNextStep((step, _, page) => {
      const isFollowed = step.kind === 'land' && step.position.kind === 'cursor' && page.records.length === 0;
      const cursor = page.pagination === 'cursor' ? page.afterCursor : null;
      return isFollowed && cursor !== null ? { ...step, checkpointCursor: cursor } : step;
    }),
  },
];
