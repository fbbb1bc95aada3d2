import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describePages } from '#functions/export/core/page/page-format.ts';
import { InvalidPageError, type Page, parsePage } from '#functions/export/core/page/page.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import type { IncrementalResource } from '#functions/export/core/resource.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';

const { articles, calls, legs, ticket_metric_events: metricEvents } = INCREMENTAL_RESOURCES;
const ROWS: [string, IncrementalResource][] = Object.entries(INCREMENTAL_RESOURCES);
const WALKING: [string, IncrementalResource][] = ROWS.filter(([, { pagination }]) => pagination.walk !== null);

function parse(resource: IncrementalResource, page: object, pagination: 'time' | 'cursor' = 'time', from = 0): Page {
  const scanner = createPageScanner(describePages(resource), 0);
  scanner.push(Buffer.from(JSON.stringify(page)));
  return parsePage(resource, pagination, from, scanner.end());
}

/** Members that every resource finds its own ones among. `has_more` at the top and `end_of_stream` in `meta` are traps. */
const envelope = (isLast: boolean, endTime: number | null) => ({
  count: 1,
  end_of_stream: isLast,
  has_more: isLast,
  next_page: isLast ? null : 'https://acme.zendesk.com/api/v2/next',
  end_time: endTime,
  after_cursor: 'top',
  meta: { has_more: !isLast, after_cursor: 'nested', end_of_stream: !isLast },
});

const records = ({ itemKey, version }: IncrementalResource, timestamps: readonly unknown[]) => ({
  [itemKey]: timestamps.map((timestamp, i) => ({ [version.id]: i, [version.timestamp]: timestamp })),
});

/** A timestamp as Zendesk prints it, in epoch seconds. */
function print({ version }: IncrementalResource, second: number, milliseconds: number): unknown {
  if (version.timestampFormat === 'epoch') return second;
  const text = new Date(second * 1000 + milliseconds).toISOString();
  return milliseconds === 0 ? text.replace('.000', '') : text;
}

const seconds = fc.array(fc.record({ second: fc.nat(2_000_000_000), milliseconds: fc.nat(999) }), { minLength: 1 });

/** Timestamps that no resource has. */
const unreadable = fc.oneof(
  fc.constantFrom(null, true, {}, [], '', 'soon', '2026-02-30T00:00:00Z', '2026-01-01', 1e13, -1, 1.5),
  fc.string().filter((text) => Number.isNaN(Date.parse(text))),
);

describe.each(ROWS)('a page of %s', (_, resource) => {
  it('returns its timestamps in epoch seconds, rounded down', () => {
    fc.assert(
      fc.property(seconds, (times) => {
        const printed = times.map(({ second, milliseconds }) => print(resource, second, milliseconds));
        const page = parse(resource, { ...records(resource, printed), ...envelope(true, 2_000_000_000) });
        expect(page.records.map(({ timestamp }) => timestamp)).toEqual(times.map(({ second }) => second));
      }),
    );
  });

  it('throws an InvalidPageError if a record has no readable timestamp or no id', () => {
    const valid = print(resource, 5, 0);
    fc.assert(
      fc.property(unreadable, fc.boolean(), (timestamp, isFirst) => {
        const page = { ...records(resource, isFirst ? [timestamp, valid] : [valid, timestamp]), ...envelope(true, 5) };
        expect(() => parse(resource, page)).toThrow(InvalidPageError);
        expect(() => parse(resource, page)).toThrow(`a record has no ${resource.version.timestamp}`);
      }),
    );
    const { itemKey, version } = resource;
    expect(() => parse(resource, { [itemKey]: [{ [version.timestamp]: valid }], ...envelope(true, 5) })).toThrow('id');
    expect(() => parse(resource, { [itemKey]: [{ [version.id]: 1 }], ...envelope(true, 5) })).toThrow(
      version.timestamp,
    );
  });

  it('throws an InvalidPageError without its records or its end_time', () => {
    const page = { ...records(resource, []), ...envelope(true, 5) };
    expect(parse(resource, page)).toMatchObject({ records: [], endOfStream: true, endTime: 5 });
    expect(() => parse(resource, { ...page, [resource.itemKey]: undefined })).toThrow(`${resource.itemKey}: missing`);
    expect(() => parse(resource, { ...page, end_time: undefined })).toThrow('end_time: expected');
  });

  it('keeps records with the same id', () => {
    const { itemKey, version } = resource;
    const record = { [version.id]: 7, [version.timestamp]: print(resource, 5, 0) };
    expect(parse(resource, { [itemKey]: [record, record], ...envelope(true, 5) }).records).toHaveLength(2);
  });
});

/** The end of the stream of a page with this many records, asked for from second 5. */
function endsStream(resource: IncrementalResource, count: number, fields: object): boolean {
  const timestamps = Array.from({ length: count }, () => print(resource, 5, 0));
  return parse(resource, { ...records(resource, timestamps), ...envelope(false, 6), ...fields }, 'time', 5).endOfStream;
}

describe('parsePage at the end of the stream', () => {
  it.each(ROWS.filter(([, { pagination }]) => pagination.endOfStream === 'flag'))(
    'detects the last page of %s by end_of_stream',
    (_, row) => {
      expect(endsStream(row, 1, { end_of_stream: true })).toBe(true);
      expect(endsStream(row, 1, { end_of_stream: false, next_page: null })).toBe(false);
      expect(() => endsStream(row, 1, { end_of_stream: null })).toThrow('end_of_stream: expected true or false');
    },
  );

  it('detects the last page of calls and legs by fewer than 1,000 records, not by next_page (airbyte#81516)', () => {
    for (const resource of [calls, legs]) {
      expect(endsStream(resource, 999, {})).toBe(true);
      expect(endsStream(resource, 0, {})).toBe(true);
      expect(endsStream(resource, 1000, { next_page: null, end_of_stream: true })).toBe(false);
    }
  });

  it('detects the last page of articles by a next_page of null (airbyte#33680)', () => {
    expect(endsStream(articles, 1, { next_page: null })).toBe(true);
    expect(endsStream(articles, 1000, { next_page: null })).toBe(true);
    expect(endsStream(articles, 0, { next_page: null, end_time: null })).toBe(true);
  });

  it('detects the last page of articles also by an unchanged end_time on a short page', () => {
    expect(endsStream(articles, 999, { end_time: 5 })).toBe(true);
    expect(endsStream(articles, 0, { end_time: 5 })).toBe(true);
    expect(endsStream(articles, 1000, { end_time: 5 })).toBe(false);
    expect(endsStream(articles, 999, { end_time: 6 })).toBe(false);
    expect(endsStream(articles, 0, { end_time: null })).toBe(false);
  });

  it.each([undefined, 7, {}])('rejects a page of articles with the next_page %j', (nextPage) => {
    expect(() => endsStream(articles, 1, { next_page: nextPage })).toThrow('next_page: expected a URL or null');
  });

  it.each(WALKING)('reads end and cursor of a walk of %s where its style has them', (name, resource) => {
    const isKeyset = name === 'ticket_metric_events';
    const page = (isLast: boolean) => ({ ...records(resource, [print(resource, 5, 0)]), ...envelope(isLast, null) });
    for (const endOfStream of [true, false]) {
      expect(parse(resource, page(endOfStream), 'cursor', 5)).toMatchObject({
        pagination: 'cursor',
        endOfStream,
        afterCursor: isKeyset ? 'nested' : 'top',
      });
    }
  });
});

describe('parsePage on a keyset page', () => {
  const parseKeyset = (timestamps: readonly unknown[], meta: unknown): Page =>
    parse(metricEvents, { ...records(metricEvents, timestamps), meta, links: { next: 'x', prev: null } }, 'cursor', 5);
  const [inside, beyond] = [print(metricEvents, 5, 0), print(metricEvents, 6, 0)];

  it('accepts no after_cursor if the page is empty, the last one or past the walked second', () => {
    const none = { afterCursor: null };
    expect(parseKeyset([], { has_more: false })).toMatchObject({ endOfStream: true, ...none });
    expect(parseKeyset([], { has_more: true })).toMatchObject({ endOfStream: false, ...none });
    expect(parseKeyset([inside], { has_more: false, after_cursor: null })).toMatchObject(none);
    expect(parseKeyset([inside, beyond], { has_more: true })).toMatchObject(none);
  });

  it.each([undefined, null, '', 7, {}])(
    'rejects the cursor %j if the walked second is not read to its end',
    (afterCursor) => {
      expect(() => parseKeyset([inside], { has_more: true, after_cursor: afterCursor })).toThrow(
        'after_cursor: expected',
      );
    },
  );

  it.each([undefined, null, [], 'x', {}, { has_more: null }, { has_more: 'false' }, [{ has_more: false }]])(
    'rejects a page whose meta is %j',
    (meta) => {
      expect(() => parseKeyset([], meta)).toThrow('has_more: expected true or false');
    },
  );
});
