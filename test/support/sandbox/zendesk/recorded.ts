import { z } from 'zod';
import {
  ACCESS,
  createAccount,
  createRecordTable,
  encodeCursor,
  type ExportTable,
  type RecordTableOptions,
} from '#sandbox/zendesk/index.ts';
import { ticketsTable } from '#sandbox/zendesk/tickets/table.ts';
import cursorBased from '#test/sandbox/zendesk/recorded/cursor-based-pages.json' with { type: 'json' };
import timeBased from '#test/sandbox/zendesk/recorded/time-based-pages.json' with { type: 'json' };
import { createManualClock } from './manual-clock.ts';

/** A record's id and its timestamp in epoch seconds. */
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

/** `nextPage` is the query of `next_page`. */
const TIME_BASED = z.strictObject({ ...COMMON, count: z.int(), endTime: z.int(), nextPage: z.string() });

/** `cursor` and `afterCursor` are decoded. `query` and `afterUrl` have placeholders for them. */
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
    query: query.replace('{cursor}', toUrlParameter(cursor)),
    afterCursor: toBase64(afterCursor),
    afterUrl: afterUrl.replace('{after_cursor}', toUrlParameter(afterCursor)),
  }));

type RecordedPage = Pick<(typeof TIME_BASED_PAGES)[number], 'recordedAt' | 'resource' | 'rows' | 'endOfStream'>;

const PAGES: readonly RecordedPage[] = [...TIME_BASED_PAGES, ...CURSOR_BASED_PAGES];

/** The export of users. The order of the members is the recorded one. */
const USERS: RecordTableOptions = {
  path: 'incremental/users',
  access: ACCESS.users,
  itemKey: 'users',
  members: ['items', 'sideloads', 'next_page', 'count', 'end_of_stream', 'end_time'],
  hasCursorEndpoint: true,
  timestamp: { field: 'updated_at', format: 'iso' },
};

/** Creates the export of a recorded page with all of its known rows. */
export function createRecordedTable({ resource, recordedAt }: RecordedPage): ExportTable {
  const rows = collectRows(resource, recordedAt.slice(0, 4));
  if (resource === 'tickets') {
    const positions = new Map(rows.map(([id], position) => [id, position]));
    const account = createAccount({ clock: createManualClock(), tieOrder: (id) => positions.get(id) ?? 0 });
    for (const [id, second] of rows.toSorted(([a], [b]) => a - b)) {
      if (account.create({ second }) !== id) throw new Error(`ticket ${id} is missing in the recorded pages`);
    }
    return ticketsTable(account);
  }
  const table = createRecordTable(USERS);
  for (const [id, second] of rows) table.put({ id, second });
  return table;
}

/** Returns all recorded rows of an account, in the order of its time-based pages. */
function collectRows(resource: string, year: string): RecordedRow[] {
  const pages = PAGES.filter((page) => page.resource === resource && page.recordedAt.startsWith(year));
  const seconds = new Map(pages.flatMap(({ rows }) => rows));
  const rows = [...seconds].sort(([, a], [, b]) => a - b);
  const [lastId, lastSecond] = [Math.max(...seconds.keys()), Math.max(...seconds.values())];
  const isComplete = pages.some(({ endOfStream }) => endOfStream);
  // It was recorded that more rows follow, but not which ones.
  return isComplete ? rows : [...rows, [lastId + 1, lastSecond + 1]];
}

/** Encodes a decoded cursor, `<second>.0||<id>|`. */
function toBase64(decoded: string): string {
  const [, second, id] = /^(\d+)\.0\|\|(\d+)\|$/.exec(decoded) ?? [];
  return encodeCursor({ second: Number(second), id: Number(id) });
}

function toUrlParameter(decoded: string): string {
  return decoded === '' ? '' : encodeURIComponent(toBase64(decoded));
}
