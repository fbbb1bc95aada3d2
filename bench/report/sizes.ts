import { CONTESTANTS, type ContestantName } from '../build.ts';
import type { Measured, Results, SizeResult } from '../results.ts';
import { bytes, milliseconds, spread, times } from './format.ts';
import { LABELS } from './labels.ts';
import type { Table } from './table.ts';

/** Everything as a multiple of the function's cost, which holds on other machines too. */
export function relative({ sizes }: Results): Table {
  const others = ['baseline', 'naive-loop', 'node-zendesk'] as const;
  return {
    title: 'Relative to zendesk-lake',
    head: [
      'pages of',
      'CPU: `JSON.parse`',
      ...others.map((name) => `CPU: ${LABELS[name]}`),
      ...others.map((name) => `memory: ${LABELS[name]}`),
    ],
    rows: sizes.map(({ page, contestants, jsonParseMs }) => {
      const { bundle } = contestants;
      const multiple = (name: ContestantName, figureOf: (measured: Measured) => number): string => {
        const other = contestants[name];
        return other === undefined || bundle === undefined ? '' : times(figureOf(other) / figureOf(bundle));
      };
      return [
        bytes(page.bytes),
        bundle === undefined ? '' : times(jsonParseMs.median / bundle.cpuMs.median),
        ...others.map((name) => multiple(name, ({ cpuMs }) => cpuMs.median)),
        ...others.map((name) => multiple(name, ({ peakRss }) => peakRss.median)),
      ];
    }),
  };
}

/** The cost of one page of each size. */
export function perPage(results: Results): Table {
  const rows = results.sizes.flatMap((size) => [
    referenceRow(size),
    ...CONTESTANTS.flatMap((name) => {
      const measured = size.contestants[name];
      return measured === undefined ? [] : [rowOf(name, measured, size, results.memoryMib)];
    }),
  ]);
  const sizes = results.sizes.map(
    ({ page, pages, runs }) =>
      `${bytes(page.bytes)} (${bytes(page.gzipBytes)} gzipped, ${page.records} tickets): ${runs} × ${pages} pages`,
  );
  return {
    title: 'Per page',
    words: 2,
    head: ['pages of', 'by', 'CPU', 'CPU / `JSON.parse`', 'beyond the baseline', 'wall', 'peak memory', ''],
    rows,
    notes: [`Median of the runs, with minimum and maximum. ${sizes.join('; ')}.`],
  };
}

/** Only its CPU is measured: the process also holds all inflated pages. */
const referenceRow = ({ page, jsonParseMs }: SizeResult): string[] => [
  bytes(page.bytes),
  '`JSON.parse`',
  spread(jsonParseMs, milliseconds),
  times(1),
  ...Array.from({ length: 3 }, () => '–'),
  'reference',
];

function rowOf(name: ContestantName, measured: Measured, size: SizeResult, memoryMib: number): string[] {
  const { page, pages, contestants } = size;
  const isComplete = measured.requests.pages === pages;
  const { baseline } = contestants;
  const cpuMs = measured.cpuMs.median;
  return [
    bytes(page.bytes),
    LABELS[name],
    isComplete ? spread(measured.cpuMs, milliseconds) : '–',
    isComplete ? jsonParseRatio(size, cpuMs) : '–',
    isComplete && baseline !== undefined ? jsonParseRatio(size, cpuMs - baseline.cpuMs.median) : '–',
    isComplete ? spread(measured.wallMs, milliseconds) : '–',
    spread(measured.peakRss, bytes),
    isComplete ? noteOf(measured, memoryMib) : `not comparable: fetched ${measured.requests.pages} of ${pages} pages`,
  ];
}

/** CPU per page as a multiple of `JSON.parse` of the same size. */
export const jsonParseRatio = (size: SizeResult | undefined, cpuMs: number): string =>
  size === undefined ? '–' : times(cpuMs / size.jsonParseMs.median);

/** Whether the function's memory is enough. */
export function noteOf({ outOfMemory, peakRss }: Measured, memoryMib: number): string {
  if (outOfMemory) return `out of heap with ${memoryMib} MiB; measured with more`;
  return peakRss.max > memoryMib * 2 ** 20 ? `more than ${memoryMib} MiB` : '';
}
