import { z } from 'zod';
import { parseObject } from './parsed.ts';
import type { Simulation } from './simulation.ts';

/** A record of an export. */
export type ExportedRecord = Record<string, unknown> & { readonly id: number };

const RECORDS = z.array(z.looseObject({ id: z.int() }));
const PAGE = z.looseObject({
  count: z.int(),
  end_time: z.int().nullable(),
  next_page: z.url().nullable(),
  end_of_stream: z.boolean().optional(),
});
const KEYSET_PAGE = z.looseObject({
  meta: z.strictObject({ has_more: z.boolean(), after_cursor: z.string().nullable(), before_cursor: z.null() }),
  links: z.strictObject({ prev: z.null(), next: z.url().nullable() }),
});

export type ParsedExportPage = z.infer<typeof PAGE> & { readonly records: readonly ExportedRecord[] };
export type ParsedKeysetPage = z.infer<typeof KEYSET_PAGE> & { readonly records: readonly ExportedRecord[] };

/** Parses a time-based page. The item key is that of its first member. */
export function parseExportPage(body: string): ParsedExportPage {
  return { ...PAGE.parse(JSON.parse(body)), records: recordsOf(body) };
}

export function parseKeysetPage(body: string): ParsedKeysetPage {
  return { ...KEYSET_PAGE.parse(JSON.parse(body)), records: recordsOf(body) };
}

function recordsOf(body: string): ExportedRecord[] {
  const [records] = Object.values(parseObject(body));
  return RECORDS.parse(records);
}

/**
 * Drains a time-based export by following `end_time`, and returns the latest copy of each record.
 *
 * @param path - the path and query without `start_time`, e.g. `../channels/voice/stats/incremental/calls?`
 * @param isLast - returns true if a page ends the stream
 * @throws Error if the position does not advance
 */
export function drainByTime(
  { send }: Pick<Simulation, 'send'>,
  path: string,
  isLast: (page: ParsedExportPage) => boolean,
  from = 0,
): Map<number, ExportedRecord> {
  const latest = new Map<number, ExportedRecord>();
  for (let start = from; ;) {
    const page = parseExportPage(send(`${path}&start_time=${start}`).body);
    for (const record of page.records) latest.set(record.id, record);
    if (isLast(page) || page.end_time === null) return latest;
    if (page.end_time <= start) throw new Error(`pinned at ${start}`);
    start = page.end_time;
  }
}

/** Drains an export by its keyset pages, and returns the records in order. */
export function drainByKeyset({ send }: Pick<Simulation, 'send'>, path: string, size: number): ExportedRecord[] {
  const records: ExportedRecord[] = [];
  for (let after = ''; ;) {
    const page = parseKeysetPage(send(`${path}&page[size]=${size}${after}`).body);
    records.push(...page.records);
    if (!page.meta.has_more) return records;
    after = `&page[after]=${encodeURIComponent(String(page.meta.after_cursor))}`;
  }
}
