import { MB } from '../plan.ts';
import type { LongRun, Results, SizeResult } from '../results.ts';
import type { Requests } from '../harness.ts';
import { bytes, count, percent } from './format.ts';
import type { Table } from './table.ts';

/** One row of the table, and its explanation if the target is missed. */
type Target = {
  readonly name: string;
  readonly max: string;
  readonly result: string;
  /** By how much the target is missed; undefined if it is met. */
  readonly excess: string | undefined;
  /** The likely reason if the target is missed. */
  readonly reason: string;
};

/**
 * CPU as a multiple of `JSON.parse`. The absolute target was 6 ms per MB. It was converted with a run in which
 * `JSON.parse` took 4.7 ms per MB (4.5 to 5.1).
 */
const MAX_CPU_RATIO = 1.3;
const CPU_REASON =
  'The function inflates every page, scans all of its bytes, and computes digests of the page and of each record. Other busy processes also raise the result: check the load average.';
const MAX_PEAK_RSS = 230 * MB;
const PEAK_REASON = 'The page that lands and the page that is read ahead are in memory at the same time.';
const HEAVY_REASON = 'A page of the second is read further than the function has memory for.';
const MAX_RSS_GROWTH = 40 * MB;
/** Growth of the JavaScript heap and of buffers. */
const MAX_HELD_GROWTH = 5 * MB;
/** Code and connections become warm within these pages. */
const FIRST_PAGES = 100;
const WARM_UP_REASON = 'The first page finds no other page in memory, and code that is not compiled yet.';
const LEAK_REASON = 'The function keeps memory for every page: look for a leak.';
const RSS_REASON =
  "If the heap and external memory do not grow, it is not a leak: V8's space for new objects grows to its limit, and the allocator keeps freed memory.";
const MAX_BUNDLE_BYTES = 250_000;
const MAX_IDLE_REQUESTS: Requests = { pages: 1, dynamodb: 3, s3: 0, secrets: 0, tokens: 0 };

/** The targets of everything that was measured, with the results. */
export function targets(results: Results): Table {
  const all = [
    ...cpu(results),
    ...peak(results),
    ...heavySecond(results),
    ...growth(results),
    bundle(results),
    ...idle(results),
  ];
  return {
    title: 'Targets and results',
    head: ['', 'target: at most', 'result', ''],
    rows: all.map(({ name, max, result, excess }) => [name, max, result, excess === undefined ? '✔' : `✘ ${excess}`]),
    notes: all.flatMap(({ name, excess, reason }) =>
      excess === undefined ? [] : [`Missed target: ${name}, ${excess}. ${reason}`],
    ),
  };
}

function cpu(results: Results): Target[] {
  const size = sizeOf(results, 5 * MB);
  const { bundle, baseline } = size?.contestants ?? {};
  if (size === undefined || bundle === undefined || baseline === undefined) return [];
  const ratio = (bundle.cpuMs.median - baseline.cpuMs.median) / size.jsonParseMs.median;
  return [
    limit('CPU beyond the baseline, pages of 5 MB', MAX_CPU_RATIO, ratio, { format: parseTimes, reason: CPU_REASON }),
  ];
}

const parseTimes = (value: number): string => `${value.toFixed(2)} × \`JSON.parse\``;

function peak(results: Results): Target[] {
  const rss = sizeOf(results, 100 * MB)?.contestants.bundle?.peakRss.max;
  if (rss === undefined) return [];
  return [limit('peak memory, pages of 100 MB', MAX_PEAK_RSS, rss, { reason: PEAK_REASON })];
}

function heavySecond({ heavySecond, memoryMib }: Results): Target[] {
  const [largest] = heavySecond.toSorted((one, other) => other.measured.peakRss.max - one.measured.peakRss.max);
  if (largest === undefined) return [];
  const name = `peak memory, a second of ${bytes(largest.bytes)}`;
  return [limit(name, memoryMib * 2 ** 20, largest.measured.peakRss.max, { reason: HEAVY_REASON })];
}

function growth({ longRun }: Results): Target[] {
  if (longRun === undefined) return [];
  const { samples, pages } = longRun;
  const first = samples.filter(({ atPage }) => atPage <= FIRST_PAGES);
  return [
    ...growthOf(first, `over the first ${count(Math.min(FIRST_PAGES, pages))} pages`, WARM_UP_REASON),
    ...(pages > FIRST_PAGES ? growthOf(samples, `over ${count(pages)} pages`, LEAK_REASON) : []),
  ];
}

function growthOf(samples: LongRun['samples'], period: string, heldReason: string): Target[] {
  if (samples.length < 2) return [];
  const held = samples.map(({ heapUsed, external }) => heapUsed + external);
  const rss = samples.map((sample) => sample.rss);
  // Samples include the pages in flight. Memory kept for every page would raise the minimum.
  const half = Math.ceil(held.length / 2);
  const heldGrowth = Math.min(...held.slice(half)) - Math.min(...held.slice(0, half));
  const rssGrowth = Math.max(...rss) - (rss[0] ?? 0);
  return [
    limit(`growth of heap and external memory ${period}`, MAX_HELD_GROWTH, Math.max(0, heldGrowth), {
      reason: heldReason,
    }),
    limit(`growth of all memory ${period}`, MAX_RSS_GROWTH, rssGrowth, {
      reason: RSS_REASON,
    }),
  ];
}

const bundle = ({ bundle: { gzipBytes } }: Results): Target =>
  limit('bundle, gzipped', MAX_BUNDLE_BYTES, gzipBytes, { reason: 'A dependency is new or has grown.' });

function idle({ idle }: Results): Target[] {
  if (idle === undefined) return [];
  const { each } = idle;
  const exceeded = SERVICES.filter(([, countOf]) => countOf(each) > countOf(MAX_IDLE_REQUESTS));
  const target = {
    name: 'requests of a run with nothing new',
    max: requestsText(MAX_IDLE_REQUESTS),
    result: requestsText(each),
    excess:
      exceeded.length === 0
        ? undefined
        : `missed by ${exceeded.map(([name, countOf]) => `${countOf(each) - countOf(MAX_IDLE_REQUESTS)} ${name}`).join(', ')}`,
    reason: 'An idle run makes a request that it does not need.',
  };
  return [target];
}

const SERVICES: readonly (readonly [name: string, countOf: (requests: Requests) => number])[] = [
  ['Zendesk', ({ pages }) => pages],
  ['tokens', ({ tokens }) => tokens],
  ['DynamoDB', ({ dynamodb }) => dynamodb],
  ['S3', ({ s3 }) => s3],
  ['secrets', ({ secrets }) => secrets],
];

const requestsText = (requests: Requests): string =>
  SERVICES.map(([name, countOf]) => `${countOf(requests)} ${name}`).join(', ');

type LimitText = { readonly reason: string; readonly format?: (value: number) => string };

const limit = (name: string, max: number, result: number, { reason, format = bytes }: LimitText): Target => ({
  name,
  max: format(max),
  result: format(result),
  excess: result <= max ? undefined : `missed by ${format(result - max)} (${percent(result / max - 1)})`,
  reason,
});

/** The measurement with pages of about that size. */
export const sizeOf = ({ sizes }: Results, wanted: number): SizeResult | undefined =>
  sizes.find(({ page }) => Math.abs(page.bytes / wanted - 1) < 0.1);
