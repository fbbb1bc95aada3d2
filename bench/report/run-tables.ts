import type { Results } from '../results.ts';
import type { Requests } from '../harness.ts';
import { bytes, count, milliseconds, spread } from './format.ts';
import { LABELS } from './labels.ts';
import { jsonParseRatio, noteOf } from './sizes.ts';
import type { Table } from './table.ts';
import { sizeOf } from './targets.ts';

/** The largest pages in other encodings and layouts. */
export function variants(results: Results): Table {
  const { variants, memoryMib } = results;
  return {
    title: `Other encodings and layouts, pages of ${bytes(variants[0]?.page.bytes ?? 0)}`,
    head: ['', 'CPU', 'CPU / `JSON.parse`', 'wall', 'peak memory', ''],
    rows: variants.map(({ name, page, measured }) => [
      name,
      spread(measured.cpuMs, milliseconds),
      jsonParseRatio(sizeOf(results, page.bytes), measured.cpuMs.median),
      spread(measured.wallMs, milliseconds),
      spread(measured.peakRss, bytes),
      noteOf(measured, memoryMib),
    ]),
  };
}

/** A second that is too large to land as one page. */
export function heavySecond({ heavySecond: results, memoryMib }: Results): Table {
  const { bytes: size, records } = results[0] ?? NO_PAGE;
  return {
    title: `A second of ${bytes(size)}`,
    head: ['', 'Zendesk: pages', 'S3', 'CPU', 'peak memory', ''],
    rows: results.map(({ name, measured }) => [
      name,
      count(measured.requests.pages),
      count(measured.requests.s3),
      spread(measured.cpuMs, milliseconds),
      spread(measured.peakRss, bytes),
      noteOf(measured, memoryMib),
    ]),
    notes: [
      `${count(records)} tickets of one second. The function breaks off reading the page twice: at the position before the second, and at the second. It walks the second instead.`,
    ],
  };
}

/** Memory over many pages of one process. */
export function longRun({ longRun }: Results): Table {
  const { page, pages, samples } = longRun ?? { page: NO_PAGE, pages: 0, samples: [] };
  return {
    title: `Memory over ${count(pages)} pages of ${count(page.records)} tickets, ${bytes(page.bytes)}`,
    head: ['after page', 'heap', 'external', 'RSS'],
    rows: samples.map(({ atPage, heapUsed, external, rss }) => [
      count(atPage),
      bytes(heapUsed),
      bytes(external),
      bytes(rss),
    ]),
    notes: ['Each sample follows a garbage collection.'],
  };
}

/** Time and memory until a program is loaded. */
export function startup({ sizes }: Results): Table {
  const [smallest] = sizes;
  const rows = (['bundle', 'baseline', 'naive-loop', 'node-zendesk'] as const).flatMap((name) => {
    const measured = smallest?.contestants[name];
    return measured === undefined
      ? []
      : [[LABELS[name], spread(measured.startupMs, milliseconds), spread(measured.loadedRss, bytes)]];
  });
  return {
    title: 'Startup',
    head: ['', 'from process start until loaded', 'memory when loaded'],
    rows,
  };
}

/** Requests of runs with new pages and without. */
export function requests({ idle, sizes }: Results): Table {
  if (idle === undefined) return { title: 'Requests per run', head: [], rows: [] };
  const warm = sizes[0];
  const busy = warm?.contestants.bundle?.requests;
  return {
    title: 'Requests per run',
    head: ['', 'Zendesk: pages', 'Zendesk: tokens', 'S3', 'DynamoDB', 'Secrets Manager'],
    rows: [
      row(`first run of a process, ${idle.first.pages} pages`, idle.first),
      ...(busy === undefined ? [] : [row(`later run, ${busy.pages} pages`, busy)]),
      row('later run, nothing new', idle.each),
    ],
    notes: [
      `A run with nothing new (${idle.polls} measured) takes ${spread(idle.cpuMs, milliseconds)} of CPU and ${spread(idle.wallMs, milliseconds)} of wall time.`,
    ],
  };
}

const NO_PAGE = { bytes: 0, gzipBytes: 0, records: 0 };

const row = (name: string, { pages, tokens, s3, dynamodb, secrets }: Requests): string[] => [
  name,
  ...[pages, tokens, s3, dynamodb, secrets].map(count),
];
