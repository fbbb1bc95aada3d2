import { CONTESTANTS, type ContestantName } from '../build.ts';
import { MB } from '../plan.ts';
import type { Measured, Results, SizeResult } from '../results.ts';
import { bytes, milliseconds, spread, times } from './format.ts';
import { NAMES } from './names.ts';
import type { Table } from './table.ts';

/** Everything as a multiple of what the function takes: what holds on another machine too. */
export function ratios({ sizes }: Results): Table {
  const others = ['floor', 'plain', 'node-zendesk'] as const;
  return {
    title: 'Times what zendesk-lake takes',
    head: [
      'pages of',
      ...others.map((name) => `CPU: ${NAMES[name]}`),
      ...others.map((name) => `memory: ${NAMES[name]}`),
    ],
    rows: sizes.map(({ page, contestants }) => {
      const multiple = (name: ContestantName, of: (measured: Measured) => number): string => {
        const [other, ours] = [contestants[name], contestants.bundle];
        return other === undefined || ours === undefined ? '' : times(of(other) / of(ours));
      };
      return [
        bytes(page.bytes),
        ...others.map((name) => multiple(name, ({ cpuMs }) => cpuMs.median)),
        ...others.map((name) => multiple(name, ({ peakRss }) => peakRss.median)),
      ];
    }),
  };
}

/** What a page takes, of each size, by everybody. */
export function perPage(results: Results): Table {
  const rows = results.sizes.flatMap((size) =>
    CONTESTANTS.flatMap((name) => {
      const measured = size.contestants[name];
      return measured === undefined ? [] : [rowOf(name, measured, size, results.memoryMib)];
    }),
  );
  const sizes = results.sizes.map(
    ({ page, pages, runs }) =>
      `${bytes(page.bytes)} (${bytes(page.gzipBytes)} gzipped, ${page.records} tickets): ${runs} × ${pages} pages`,
  );
  return {
    title: 'A page',
    words: 2,
    head: ['pages of', 'by', 'CPU', 'CPU per MB', 'of it beyond the floor', 'wall', 'peak memory', ''],
    rows,
    notes: [`Median of the runs, and between what it lay. ${sizes.join('; ')}.`],
  };
}

function rowOf(name: ContestantName, measured: Measured, size: SizeResult, memoryMib: number): string[] {
  const { page, pages, contestants } = size;
  const isWhole = measured.requests.pages === pages;
  const megabytes = page.bytes / MB;
  const perMegabyte = (ms: number): string => `${(ms / megabytes).toFixed(1)} ms`;
  const { floor } = contestants;
  return [
    bytes(page.bytes),
    NAMES[name],
    isWhole ? spread(measured.cpuMs, milliseconds) : '–',
    isWhole ? perMegabyte(measured.cpuMs.median) : '–',
    isWhole && floor !== undefined ? perMegabyte(measured.cpuMs.median - floor.cpuMs.median) : '–',
    isWhole ? spread(measured.wallMs, milliseconds) : '–',
    spread(measured.peakRss, bytes),
    isWhole ? remarkOf(measured, memoryMib) : `does not count: fetched ${measured.requests.pages} of ${pages} pages`,
  ];
}

/** What its memory means for a Lambda function. */
export function remarkOf({ outOfMemory, peakRss }: Measured, memoryMib: number): string {
  if (outOfMemory) return `out of heap with ${memoryMib} MiB; measured with more`;
  return peakRss.max > memoryMib * 2 ** 20 ? `more than ${memoryMib} MiB` : '';
}
