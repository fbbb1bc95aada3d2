import type { Results } from '../results.ts';
import type { Requests } from '../harness.ts';
import { bytes, count, milliseconds, spread } from './format.ts';
import { NAMES } from './names.ts';
import { remarkOf } from './sizes.ts';
import type { Table } from './table.ts';

/** The largest pages, in all the ways in which they can come and land. */
export function variants({ variants, memoryMib }: Results): Table {
  return {
    title: `Pages of ${bytes(variants[0]?.page.bytes ?? 0)} that come or land in another way`,
    head: ['', 'CPU', 'wall', 'peak memory', ''],
    rows: variants.map(({ name, measured }) => [
      name,
      spread(measured.cpuMs, milliseconds),
      spread(measured.wallMs, milliseconds),
      spread(measured.peakRss, bytes),
      remarkOf(measured, memoryMib),
    ]),
  };
}

/** How memory goes over many pages of one process. */
export function longRun({ longRun: { page, pages, samples } }: Results): Table {
  return {
    title: `One run over ${count(pages)} pages of ${bytes(page.bytes)}`,
    head: ['after page', 'heap', 'external', 'RSS'],
    rows: samples.map(({ atPage, heapUsed, external, rss }) => [
      count(atPage),
      bytes(heapUsed),
      bytes(external),
      bytes(rss),
    ]),
    notes: ['After a collection of garbage each.'],
  };
}

/** What it takes to begin. */
export function startUp({ sizes }: Results): Table {
  const [smallest] = sizes;
  const rows = (['bundle', 'floor', 'plain', 'node-zendesk'] as const).flatMap((name) => {
    const measured = smallest?.contestants[name];
    return measured === undefined
      ? []
      : [[NAMES[name], spread(measured.startUpMs, milliseconds), spread(measured.loadedRss, bytes)]];
  });
  return {
    title: 'Start-up',
    head: ['', 'from the start of the process until it is loaded', 'memory then'],
    rows,
  };
}

/** Requests, of runs with something to do and without. */
export function requests({ idle, sizes }: Results): Table {
  const warm = sizes[0];
  const busy = warm?.contestants.bundle?.requests;
  return {
    title: 'Requests of a run',
    head: ['', 'Zendesk: pages', 'Zendesk: tokens', 'S3', 'DynamoDB', 'Secrets Manager'],
    rows: [
      row(`the first of a process, ${idle.first.pages} pages`, idle.first),
      ...(busy === undefined ? [] : [row(`a later one, ${busy.pages} pages`, busy)]),
      row('a later one, nothing new', idle.each),
    ],
    notes: [
      `Of a run with nothing new, ${idle.polls} measured: CPU ${spread(idle.cpuMs, milliseconds)}, wall ${spread(idle.wallMs, milliseconds)}.`,
    ],
  };
}

const row = (name: string, { pages, tokens, s3, dynamodb, secrets }: Requests): string[] => [
  name,
  ...[pages, tokens, s3, dynamodb, secrets].map(count),
];
