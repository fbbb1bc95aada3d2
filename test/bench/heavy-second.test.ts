import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { renderHeavySecond } from '#bench/pages/heavy-second.ts';
import type { ServedPage } from '#bench/pages/series.ts';
import { printTemplate } from '#bench/pages/template.ts';
import { openProse } from '#bench/pages/text.ts';

type Parsed = {
  readonly tickets: readonly { readonly generated_timestamp: number }[];
  readonly end_of_stream: boolean;
  readonly end_time?: number;
  readonly after_cursor?: string;
};

const template = printTemplate(50_000, openProse(1));
const PAGES = 3;
const { series, whole } = renderHeavySecond(template, PAGES, { origin: 'http://127.0.0.1:1' });
const parsed = ({ body }: ServedPage): Parsed => JSON.parse(gunzipSync(body).toString()) as Parsed;
const secondsOf = (page: ServedPage) => new Set(parsed(page).tickets.map((ticket) => ticket.generated_timestamp));

describe('renderHeavySecond', () => {
  it('renders one time-based page with all records of the second', () => {
    const { tickets, end_time, end_of_stream } = parsed(whole);
    expect([tickets.length, whole.records]).toEqual([PAGES * template.records, PAGES * template.records]);
    expect([secondsOf(whole), end_time, end_of_stream]).toEqual([new Set([whole.end]), whole.end + 1, false]);
    expect(gunzipSync(whole.body).length).toBe(whole.bytes);
  });

  it('renders a walk of the second, linked by its cursors', () => {
    const walk = (series.parts[1] ?? []).filter(
      ({ dataset, start }) => dataset === 'tickets/cursor' && start === whole.end,
    );
    expect(walk.map(({ cursor }) => cursor)).toEqual([undefined, 'c1', 'c2']);
    expect(walk.map((page) => parsed(page).after_cursor)).toEqual(['c1', 'c2', 'c3']);
    expect(walk.map((page) => parsed(page).end_of_stream)).toEqual([false, false, true]);
    for (const page of walk) expect(secondsOf(page)).toEqual(new Set([whole.end]));
  });

  it('begins at the end of an ordinary page, before the second', () => {
    const [before] = series.parts[0] ?? [];
    expect(before?.end).toBe(whole.start);
    expect(whole.start).toBeLessThan(whole.end);
  });
});
