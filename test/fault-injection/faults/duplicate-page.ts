import type { Fault } from '../fault.ts';

export const DUPLICATE_PAGE_FAULTS: readonly Fault[] = [
  {
    name: 'a duplicate page landed again and again',
    breaks: 'bounded-duplicates',
    replace: { 'functions/export/core/state/last-page.ts': { isDuplicatePage: () => () => false } },
  },
  {
    name: "a cursor walk's page skipped as a duplicate",
    breaks: 'chain',
    replace: {
      'functions/export/core/state/last-page.ts': {
        isDuplicatePage:
          (real) =>
          ({ records, tails, endOfStream }, ...last) =>
            real({ pagination: 'time', records, tails, endOfStream, endTime: null }, ...last),
      },
    },
  },
  {
    name: 'a duplicate page recognized by its last records, although it has others before them',
    breaks: 'complete',
    replace: {
      'functions/export/core/state/last-page.ts': {
        isDuplicatePage:
          (real) =>
          (page, ...last) =>
            page.tails.some((tail) => real({ ...page, records: page.records.slice(-tail.records) }, ...last)),
      },
    },
  },
  {
    name: 'the last records not renewed after a duplicate page',
    breaks: 'bounded-duplicates',
    replace: {
      'functions/export/core/state/last-page.ts': {
        lastPageAfter: (real) => (last, page, endTime, isDuplicate) =>
          isDuplicate && last !== undefined ? last : real(last, page, endTime, isDuplicate),
      },
    },
  },
  {
    name: 'duplicate pages recognized by id and timestamp',
    breaks: 'complete',
    foundBy: 757,
    replace: digestInstead(() => (record, timestamp) => {
      const { id }: { id: number } = JSON.parse(record);
      return `${id} ${timestamp}`;
    }),
  },
  {
    name: 'duplicate pages recognized although one record of each second is not compared',
    breaks: 'complete',
    foundBy: 757,
    replace: digestInstead(() => {
      const seconds = new Set<number | undefined>();
      return (record, timestamp) => {
        const isFirst = !seconds.has(timestamp);
        seconds.add(timestamp);
        return isFirst ? '' : record;
      };
    }),
  },
];

/** @param open - returns a function for the records of one page, whose results are digested instead of the records */
function digestInstead(open: () => (record: string, timestamp: number | undefined) => string): Fault['replace'] {
  return {
    'functions/export/core/page/page-tails.ts': {
      createPageTails: (real) => (digestsFrom) => {
        const tails = real(digestsFrom);
        const replace = open();
        let begun: Uint8Array[] = [];
        return {
          addRecord(timestamp, bytes) {
            const record = Buffer.concat([...begun, bytes]).toString();
            begun = [];
            tails.addRecord(timestamp, Buffer.from(replace(record, timestamp)));
          },
          endChunk(part) {
            if (part !== undefined) begun.push(Buffer.from(part));
            tails.endChunk(undefined);
          },
          tails: () => tails.tails(),
        };
      },
    },
  };
}
