import type { Memory } from '../child/messages.ts';
import { MB } from '../plan.ts';
import type { Results, SizeResult } from '../results.ts';
import type { Requests } from '../stage.ts';
import { bytes, count } from './format.ts';
import type { Table } from './table.ts';

type Kept = { readonly what: string; readonly most: string; readonly measured: string; readonly kept: boolean };

const MOST_CPU_MS_PER_MB = 6;
const MOST_PEAK_RSS = 230 * MB;
const MOST_GROWTH = 40 * MB;
/** Of what JavaScript holds: pages in flight, and nothing that adds up. */
const MOST_HELD = 5 * MB;
const MOST_BUNDLE = 250_000;
const MOST_IDLE: Requests = { pages: 1, dynamodb: 2, s3: 0, secrets: 0, tokens: 0 };

/** What is promised, and whether the figures keep it; only of what was measured. */
export function promises(results: Results): Table {
  const kept = [...cpu(results), ...peak(results), ...growth(results), bundle(results), idle(results)];
  return {
    title: 'Promised and measured',
    head: ['', 'at most', 'measured', ''],
    rows: kept.map(({ what, most, measured, kept }) => [what, most, measured, kept ? '✔' : '✘']),
  };
}

function cpu(results: Results): Kept[] {
  const size = sizeOf(results, 5 * MB);
  const { bundle, floor } = size?.contestants ?? {};
  if (size === undefined || bundle === undefined || floor === undefined) return [];
  const perMb = (bundle.cpuMs.median - floor.cpuMs.median) / (size.page.bytes / MB);
  return [
    {
      what: 'CPU beyond the floor, pages of 5 MB',
      most: `${MOST_CPU_MS_PER_MB} ms per MB`,
      measured: `${perMb.toFixed(1)} ms per MB`,
      kept: perMb <= MOST_CPU_MS_PER_MB,
    },
  ];
}

function peak(results: Results): Kept[] {
  const rss = sizeOf(results, 100 * MB)?.contestants.bundle?.peakRss.max;
  if (rss === undefined) return [];
  return [limit('peak memory, pages of 100 MB', MOST_PEAK_RSS, rss)];
}

function growth({ longRun: { samples, pages } }: Results): Kept[] {
  const grown = (of: (sample: Memory) => number): number => Math.max(...samples.map(of)) - of(samples[0] ?? NOTHING);
  const over = `over ${count(pages)} pages`;
  return [
    limit(
      `growth of heap and external memory ${over}`,
      MOST_HELD,
      grown(({ heapUsed, external }) => heapUsed + external),
    ),
    limit(
      `growth of all memory ${over}`,
      MOST_GROWTH,
      grown(({ rss }) => rss),
    ),
  ];
}

const NOTHING: Memory = { rss: 0, heapUsed: 0, external: 0 };

const bundle = ({ bundle: { gzipBytes } }: Results): Kept => limit('bundle, gzipped', MOST_BUNDLE, gzipBytes);

function idle({ idle: { each } }: Results): Kept {
  return {
    what: 'requests of a run with nothing new',
    most: requestsText(MOST_IDLE),
    measured: requestsText(each),
    kept: IDLE.every(([, of]) => of(each) <= of(MOST_IDLE)),
  };
}

const IDLE: readonly (readonly [name: string, of: (requests: Requests) => number])[] = [
  ['Zendesk', ({ pages }) => pages],
  ['tokens', ({ tokens }) => tokens],
  ['DynamoDB', ({ dynamodb }) => dynamodb],
  ['S3', ({ s3 }) => s3],
  ['secrets', ({ secrets }) => secrets],
];

const requestsText = (requests: Requests): string => IDLE.map(([name, of]) => `${of(requests)} ${name}`).join(', ');

const limit = (what: string, most: number, measured: number): Kept => ({
  what,
  most: bytes(most),
  measured: bytes(measured),
  kept: measured <= most,
});

/** The measurement at about that size. */
export const sizeOf = ({ sizes }: Results, wanted: number): SizeResult | undefined =>
  sizes.find(({ page }) => Math.abs(page.bytes / wanted - 1) < 0.1);
