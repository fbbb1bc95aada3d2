import { z } from 'zod';
import {
  createAccount,
  createRecordTable,
  encodeCursor,
  type ExportTable,
  type RecordTableOptions,
} from '#sandbox/zendesk/index.ts';
import { ticketsTable } from '#sandbox/zendesk/tickets/table.ts';
import cursorBased from '#test/sandbox/zendesk/recorded/cursor-based-pages.json' with { type: 'json' };
import timeBased from '#test/sandbox/zendesk/recorded/time-based-pages.json' with { type: 'json' };
import { handClock } from './hand-clock.ts';

/** A record's id, and its timestamp in epoch seconds. */
export type RecordedRow = readonly [id: number, second: number];

const COMMON = {
  recordedAt: z.iso.datetime({ local: true }),
  resource: z.enum(['tickets', 'users']),
  path: z.string(),
  query: z.string(),
  members: z.array(z.string()),
  rows: z
    .record(z.string(), z.array(z.int()))
    .transform((seconds) =>
      Object.entries(seconds).flatMap(([second, ids]) => ids.map((id): RecordedRow => [id, Number(second)])),
    ),
  endOfStream: z.boolean(),
};

/** `nextPage`: the query of `next_page`. */
const TIME_BASED = z.strictObject({ ...COMMON, count: z.int(), endTime: z.int(), nextPage: z.string() });

/** `cursor`, `afterCursor`: decoded. `query`, `afterUrl`: with placeholders for them. */
const CURSOR_BASED = z.strictObject({
  ...COMMON,
  cursor: z.string().optional(),
  afterCursor: z.string(),
  afterUrl: z.string(),
});

export const TIME_BASED_PAGES = z.array(TIME_BASED).parse(timeBased);
export const CURSOR_BASED_PAGES = z
  .array(CURSOR_BASED)
  .parse(cursorBased)
  .map(({ cursor = '', query, afterCursor, afterUrl, ...page }) => ({
    ...page,
    query: query.replace('{cursor}', inUrl(cursor)),
    afterCursor: inBase64(afterCursor),
    afterUrl: afterUrl.replace('{after_cursor}', inUrl(afterCursor)),
  }));

type RecordedPage = Pick<(typeof TIME_BASED_PAGES)[number], 'recordedAt' | 'resource' | 'rows' | 'endOfStream'>;

const PAGES: readonly RecordedPage[] = [...TIME_BASED_PAGES, ...CURSOR_BASED_PAGES];

/** The members of a page of users, in the recorded order. */
const USERS: RecordTableOptions = {
  path: 'incremental/users',
  itemKey: 'users',
  members: ['items', 'sideloads', 'next_page', 'count', 'end_of_stream', 'end_time'],
  hasCursorEndpoint: true,
  timestamp: { field: 'updated_at', format: 'iso' },
};

/** The export that a page was recorded from, filled with all rows that are known of it. */
export function recordedTable({ resource, recordedAt }: RecordedPage): ExportTable {
  const rows = knownRows(resource, recordedAt.slice(0, 4));
  if (resource === 'tickets') {
    const positions = new Map(rows.map(([id], position) => [id, position]));
    const account = createAccount({ clock: handClock(), tieOrder: (id) => positions.get(id) ?? 0 });
    for (const [id, second] of rows.toSorted(([a], [b]) => a - b)) {
      if (account.create({ second }) !== id) throw new Error(`ticket ${id} was not recorded`);
    }
    return ticketsTable(account);
  }
  const table = createRecordTable(USERS);
  for (const [id, second] of rows) table.put({ id, second });
  return table;
}

/** All rows of an account, in the order of its time-based pages. */
function knownRows(resource: string, year: string): RecordedRow[] {
  const pages = PAGES.filter((page) => page.resource === resource && page.recordedAt.startsWith(year));
  const seconds = new Map(pages.flatMap(({ rows }) => rows));
  const rows = [...seconds].sort(([, a], [, b]) => a - b);
  const [lastId, lastSecond] = [Math.max(...seconds.keys()), Math.max(...seconds.values())];
  const ended = pages.some(({ endOfStream }) => endOfStream);
  // What followed was not recorded, only that something did.
  return ended ? rows : [...rows, [lastId + 1, lastSecond + 1]];
}

/** A decoded cursor, `<second>.0||<id>|`, as a page has it. */
function inBase64(decoded: string): string {
  const [, second, id] = /^(\d+)\.0\|\|(\d+)\|$/.exec(decoded) ?? [];
  return encodeCursor({ second: Number(second), id: Number(id) });
}

function inUrl(decoded: string): string {
  return decoded === '' ? '' : encodeURIComponent(inBase64(decoded));
}
