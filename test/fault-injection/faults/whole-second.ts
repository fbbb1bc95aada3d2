import { newestOf, type Page } from '#functions/export/core/page/page.ts';
import { secondOf } from '#functions/export/core/pagination/position.ts';
import type { Fault } from '../fault.ts';
import { changeTimeLanding } from '../next-step.ts';

export const WHOLE_SECOND_FAULTS: readonly Fault[] = [
  {
    name: 'a second served whole, yet walked',
    breaks: 'bounded-duplicates',
    replace: changeTimeLanding(({ position }, startTime, page) => {
      const second = newestOf(page.records);
      if (!isOneSecond(page) || secondOf(position) !== second + 1) return position;
      return second > startTime ? { kind: 'time', startTime: second } : { kind: 'cursor', second };
    }),
  },
  {
    name: 'a capped second taken for a whole one',
    breaks: 'complete',
    replace: changeTimeLanding(({ position }, _, page) =>
      isOneSecond(page) ? { kind: 'time', startTime: newestOf(page.records) + 1 } : position,
    ),
  },
  {
    name: 'a heavy second landed',
    breaks: 'record-integrity',
    replace: {
      'functions/export/core/page/page-scanner.ts': {
        createPageScanner:
          (real) =>
          (...args) => {
            const scanner = real(...args);
            return {
              get hasLineBreaks() {
                return scanner.hasLineBreaks;
              },
              push: (chunk) => scanner.push(chunk),
              heavySecond: () => undefined,
              end: () => scanner.end(),
            };
          },
      },
    },
  },
  {
    name: "a duplicate page that leads beyond the last object's interval not landed",
    breaks: 'monotonic',
    replace: {
      'functions/export/core/state/last-page.ts': {
        isDuplicatePage: (real) => (page, last) => real(page, last, 0),
      },
    },
  },
];

/** Whether all records of the page are of one second, and more pages follow. */
const isOneSecond = ({ records, endOfStream }: Page): boolean =>
  !endOfStream && records.length > 0 && records.every(({ timestamp }) => timestamp === newestOf(records));
