import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FOUR_DATASETS } from '#bench/pages/dataset.ts';
import { combineSeries, renderSeries, type ServedPage } from '#bench/pages/series.ts';
import { printTemplate } from '#bench/pages/template.ts';
import { openProse } from '#bench/pages/text.ts';
import { describePages } from '#functions/export/core/page/page-format.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import { parsePage } from '#functions/export/core/page/page.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';

type Parsed = {
  readonly tickets: readonly { readonly id: number; readonly generated_timestamp: number; readonly url: string }[];
  readonly count: number;
  readonly end_of_stream: boolean;
  readonly next_page: string;
  readonly end_time: number;
};

const BYTES = 200_000;
const origin = 'http://127.0.0.1:1';
const template = printTemplate(BYTES, openProse(1));
const parsed = ({ body }: ServedPage): Parsed => JSON.parse(gunzipSync(body).toString()) as Parsed;

describe('renderSeries', () => {
  const { parts, idle } = renderSeries(template, { origin, parts: [2, 3] });
  const pages = parts.flat();

  it('renders JSON of the requested size that compresses like real tickets', () => {
    for (const { bytes, body } of pages) {
      expect(bytes / BYTES).toBeCloseTo(1, 1);
      expect(bytes / body.length).toBeGreaterThan(4);
      expect(bytes / body.length).toBeLessThan(8);
    }
  });

  it('renders at most 1,000 tickets, with more text on larger pages', () => {
    const large = printTemplate(8_000_000, openProse(1));
    expect(large.records).toBe(1_000);
    expect(large.bytes.length / 8_000_000).toBeCloseTo(1, 1);
  });

  it('links each page to the next with end_time and next_page', () => {
    let start = 0;
    for (const page of pages) {
      expect(page.start).toBe(start);
      const { tickets, count, end_time, next_page } = parsed(page);
      expect(count).toBe(tickets.length);
      expect(end_time).toBe(page.end);
      expect(next_page).toContain(`start_time=${end_time}`);
      const seconds = tickets.map((ticket) => ticket.generated_timestamp);
      expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
      expect(seconds[0]).toBeGreaterThan(start);
      expect(seconds.at(-1)).toBe(end_time);
      start = end_time;
    }
  });

  it('ends the stream at the end of each part', () => {
    expect(pages.map((page) => parsed(page).end_of_stream)).toEqual([false, true, false, false, true]);
  });

  it('renders a different body for every page', () => {
    expect(new Set(pages.map(({ body }) => body.toString('base64'))).size).toBe(pages.length);
  });

  it('repeats the last record after the last page', () => {
    const [last, [repeated]] = [pages.at(-1), idle];
    if (repeated === undefined) throw new Error('no page follows the last one');
    const again = parsed(repeated);
    expect(last && parsed(last).tickets.at(-1)).toEqual(again.tickets[0]);
    expect(again).toMatchObject({ count: 1, end_of_stream: true, end_time: last?.end });
    expect(repeated.start).toBe(last?.end);
  });

  it('renders pages without gzip and with line breaks', () => {
    const plain = renderSeries(template, { origin, parts: [1], encoding: 'identity', lineBreaks: true });
    const body = plain.idle[0]?.body.toString() ?? '';
    expect(body).toMatch(/\n$/);
    expect(JSON.parse(body)).toMatchObject({ count: 1 });
  });
});

describe('the pages of several resources', () => {
  const series = FOUR_DATASETS.map((dataset) =>
    renderSeries(printTemplate(BYTES, openProse(1), dataset), { origin, parts: [1, 2] }),
  );

  it.each(FOUR_DATASETS.map(({ name }, index) => [name, index] as const))(
    'are valid pages for the exporter: %s',
    (name, index) => {
      const resource = INCREMENTAL_RESOURCES[name as keyof typeof INCREMENTAL_RESOURCES];
      for (const { body, start, end, records } of series[index]?.parts.flat() ?? []) {
        const scanner = createPageScanner(describePages(resource), 0);
        scanner.push(gunzipSync(body));
        const page = parsePage(resource, 'time', start, scanner.end());
        expect(page).toMatchObject({ pagination: 'time', endTime: end, records: { length: records } });
        expect(page.records.at(-1)?.timestamp).toBe(end);
      }
    },
  );

  it('combines the parts, so that a run finds the pages of all resources', () => {
    const { parts, idle } = combineSeries(series);
    const names = FOUR_DATASETS.map(({ name }) => name);
    expect(parts.map((pages) => pages.map(({ dataset }) => dataset))).toEqual([
      names,
      names.flatMap((name) => [name, name]),
    ]);
    expect(idle.map(({ dataset }) => dataset)).toEqual(names);
  });
});
