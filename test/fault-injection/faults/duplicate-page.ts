import { hash } from 'node:crypto';
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
          ({ records, endOfStream }, ...last) =>
            real({ pagination: 'time', records, endOfStream, endTime: null }, ...last),
      },
    },
  },
  {
    name: 'duplicate pages recognized by id and timestamp',
    breaks: 'complete',
    foundBy: 757,
    replace: {
      'functions/export/core/page/page-scanner.ts': {
        createPageScanner: (real) => (format, digestsFrom) => {
          const scanner = real(format, digestsFrom);
          const chunks: Uint8Array[] = [];
          return {
            get hasLineBreaks() {
              return scanner.hasLineBreaks;
            },
            heavySecond: (limit) => scanner.heavySecond(limit),
            push(chunk) {
              chunks.push(Buffer.from(chunk));
              scanner.push(chunk);
            },
            end() {
              const scanned = scanner.end();
              const bytes = Buffer.concat(chunks);
              const records = scanned.records?.map((record) => {
                const { id }: { id: number } = JSON.parse(bytes.toString('utf8', record.start, record.end));
                return {
                  ...record,
                  digest: record.digest && hash('sha256', `${id} ${String(record.timestamp)}`, 'base64url'),
                };
              });
              return { ...scanned, records };
            },
          };
        },
      },
    },
  },
];
