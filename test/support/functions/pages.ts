import { createHash } from 'node:crypto';
import type { CursorPage, PageRecord, TimePage } from '#functions/export/core/page/page.ts';
import type { PageContent } from '#functions/export/core/page/fetched-page.ts';
import { describePages } from '#functions/export/core/page/page-format.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import { createPageTails, type PageTail } from '#functions/export/core/page/page-tails.ts';
import type { IncrementalResource, Pagination } from '#functions/export/core/resource.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';

export const TICKETS: IncrementalResource = RESOURCES.tickets;

/** Returns the resource with other pagination settings. */
export const withPagination = (
  resource: IncrementalResource,
  pagination: Partial<Pagination>,
): IncrementalResource => ({
  ...resource,
  pagination: { ...resource.pagination, ...pagination },
});

export const TICKETS_FORMAT = describePages(TICKETS);

/** The content of an uncompressed page with this text, which may be given in Latin-1. */
export function contentOf(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): PageContent {
  const bytes = Buffer.from(text, encoding);
  const scanner = createPageScanner(TICKETS_FORMAT, 0);
  scanner.push(bytes);
  const { arrays, unreadable } = scanner.end();
  return {
    bytes,
    isGzip: false,
    size: bytes.length,
    digest: createHash('sha256').update(bytes).digest('hex'),
    arrays,
    unreadable,
  };
}

/** A record of that second. */
export const record = (timestamp: number): PageRecord => ({ timestamp });

/** The second of a record, and the rest of its text. */
export type RecordText = readonly [second: number, text: string];

/** The tails of a page with these records. */
export function tailsOf(records: readonly RecordText[], digestsFrom = -Infinity): readonly PageTail[] {
  const tails = createPageTails(digestsFrom);
  for (const [second, text] of records) tails.addRecord(second, Buffer.from(`${second} ${text}`));
  tails.endChunk(undefined);
  return tails.tails();
}

/** The records of a page, and its tails. */
export const recordsOf = (records: readonly RecordText[], digestsFrom?: number) => ({
  records: records.map(([second]) => record(second)),
  tails: tailsOf(records, digestsFrom),
});

const plainRecords = (timestamps: readonly number[]) =>
  recordsOf(timestamps.map((timestamp): RecordText => [timestamp, 'text']));

/** A time-based page with one record per timestamp. Its `end_time` is the last one, and more pages follow. */
export const timePage = (timestamps: readonly number[], fields: Partial<TimePage> = {}): TimePage => ({
  pagination: 'time',
  ...plainRecords(timestamps),
  endOfStream: false,
  endTime: timestamps.at(-1) ?? null,
  ...fields,
});

/** A page of a cursor walk with one record per timestamp. More pages follow. */
export const cursorPage = (timestamps: readonly number[], fields: Partial<CursorPage> = {}): CursorPage => ({
  pagination: 'cursor',
  ...plainRecords(timestamps),
  endOfStream: false,
  afterCursor: 'next',
  ...fields,
});

/** A ticket with the fields that the tests need. */
export const ticket = (id: number, generatedTimestamp: number, more: object = {}): object => ({
  id,
  generated_timestamp: generatedTimestamp,
  subject: `planted subject ${id}`,
  ...more,
});

/** The text of a time-based page. `fields` replaces members, or removes them if undefined. */
export const timeText = (tickets: readonly object[], endTime: number | null, fields: object = {}): string =>
  JSON.stringify({
    tickets,
    count: tickets.length,
    end_of_stream: false,
    next_page: null,
    end_time: endTime,
    ...fields,
  });

/** The text of a page from the cursor-based endpoint. */
export const cursorText = (tickets: readonly object[], afterCursor: string | null, fields: object = {}): string =>
  JSON.stringify({ tickets, after_url: null, after_cursor: afterCursor, end_of_stream: false, ...fields });
