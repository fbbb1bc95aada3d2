import { MB } from '../plan.ts';
import type { Results, SizeResult } from '../results.ts';
import type { Requests } from '../harness.ts';
import { bytes, count } from './format.ts';
import type { Table } from './table.ts';

type Kept = { readonly what: string; readonly most: string; readonly measured: string; readonly kept: boolean };

const MOST_CPU_MS_PER_MB = 6;
const MOST_PEAK_RSS = 230 * MB;
const MOST_GROWTH = 40 * MB;
/** Of what JavaScript holds from page to page. */
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
  const over = `over ${count(pages)} pages`;
  const held = samples.map(({ heapUsed, external }) => heapUsed + external);
  const rss = samples.map((sample) => sample.rss);
  // Pages in flight come and go between samples: what is kept of each page raises the least that is held.
  const half = Math.ceil(held.length / 2);
  const heldMore = Math.min(...held.slice(half)) - Math.min(...held.slice(0, half));
  return [
    limit(`growth of heap and external memory ${over}`, MOST_HELD, Math.max(0, heldMore)),
    limit(`growth of all memory ${over}`, MOST_GROWTH, Math.max(...rss) - (rss[0] ?? 0)),
  ];
}

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
const sizeOf = ({ sizes }: Results, wanted: number): SizeResult | undefined =>
  sizes.find(({ page }) => Math.abs(page.bytes / wanted - 1) < 0.1);
