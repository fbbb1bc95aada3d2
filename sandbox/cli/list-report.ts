import { join } from 'node:path';
import { type ListDataset, snapshotsName } from '#catalog/dataset.ts';
import { recordColumns } from '#catalog/record-columns.ts';
import { literal, quoted } from '#catalog/sql.ts';
import { formatBytes, formatCount, formatTime } from '#common/format.ts';
import type { CursorItem } from '../aws/cursor-item.ts';
import { openDatabase, type Row } from '../lake/duckdb.ts';
import { exportPrefix, type Place } from '../lake/layout.ts';
import { describeFailure } from '../lake/left-out.ts';
import { type Reading, readRecords } from '../lake/read-records.ts';
import { reportSettings } from '../lake/report-settings.ts';
import {
  currentRows,
  landedSnapshots,
  pagesWithRows,
  type ListRow,
  rowName,
  type Snapshot,
} from '../lake/snapshots.ts';
import { openTables } from '../lake/tables.ts';
import { describeLeftOut } from './left-out.ts';
import type { Terminal } from './terminal.ts';
import { describeFaults, formatRow, formatVerdict, type Verdict } from './verdict.ts';

/** The contents of the lake for one list, and the result of its verification. */
export type ListReport = {
  readonly list: string;
  readonly objects: number;
  /** Compressed, on disk. */
  readonly bytes: number;
  /** How they were read. */
  readonly reading: Pick<Reading, 'leftOut' | 'repaired'>;
  /** Complete snapshots. */
  readonly snapshots: number;
  /** Rows of its view. Null if DuckDB cannot query the view. */
  readonly rows: number | null;
  /** The rows that the view shows as deleted. */
  readonly marked: readonly string[];
  /** The rows of earlier snapshots that the latest one does not have. */
  readonly gone: readonly string[];
  readonly pages: Verdict;
  /** Only if DuckDB cannot query the view. */
  readonly failure?: Verdict;
  /** Only if the expected rows are known, and the view can be queried. */
  readonly comparison?: Verdict;
};

/** A row of a complete list. */
export type ExpectedRow = { readonly key: number | string; readonly parent?: number; readonly text: string };

/** Reads a list's part of the lake and verifies that it is complete. */
export async function makeListReport(
  place: Place,
  list: ListDataset,
  cursor: CursorItem | undefined,
  expected?: readonly ExpectedRow[],
): Promise<ListReport> {
  const snapshots = await landedSnapshots(place.lakeDir, exportPrefix(place, list));
  const objects = snapshots.flatMap(({ pages }) => pages);
  const reading = await readPages(place, list, pagesWithRows(objects, list));
  const report = {
    list: list.name,
    objects: objects.length,
    bytes: objects.reduce((sum, { size }) => sum + size, 0),
    reading,
    snapshots: snapshots.filter(({ isComplete }) => isComplete).length,
    pages: verifyPages(snapshots, cursor),
  };
  try {
    const { rows, marked, gone, current } = await readView(place, list, reading, expected !== undefined);
    if (expected === undefined) return { ...report, rows, marked, gone };
    const landed = await currentRows(snapshots, place.layout, list);
    return { ...report, rows, marked, gone, comparison: compareRows(current, landed, expected) };
  } catch (error) {
    const failure = { complete: false, text: `view not readable: ${describeFailure(error)}` };
    return { ...report, rows: null, marked: [], gone: [], failure };
  }
}

async function readPages(
  { lakeDir, layout }: Place,
  { name, key }: ListDataset,
  objects: Snapshot['pages'],
): Promise<Reading> {
  const database = await openDatabase();
  try {
    await database.run(reportSettings(lakeDir));
    return await readRecords(database, objects, layout, { name, key, keyType: 'VARCHAR' });
  } finally {
    database.close();
  }
}

/** The rows of a list's views. */
type ViewRows = {
  readonly rows: number;
  readonly marked: readonly string[];
  readonly gone: readonly string[];
  /** The object that holds each row. Empty unless requested. */
  readonly current: ReadonlyMap<string, string>;
};

async function readView(
  { lakeDir, layout, subdomain }: Place,
  list: ListDataset,
  reading: Reading,
  isCompared: boolean,
): Promise<ViewRows> {
  const { name, key, parent, isWindowed } = list;
  const settings = reportSettings(lakeDir, reading);
  const tables = await openTables(join(lakeDir, layout.prefix), layout.name, [list], settings);
  const columns = [key, ...(parent === undefined ? [] : [parent.name])].map(quoted).join(', ');
  const nameOf = (row: Row): string => rowName(String(row[key]), parent && String(row[parent.name]));
  try {
    const isMarked = recordColumns(list).some((column) => column.name === 'is_deleted');
    const select = (view: string): string => `FROM ${quoted(view)} WHERE subdomain = ${literal(subdomain)}`;
    await tables.run(`CREATE TEMP TABLE current_rows AS
      SELECT DISTINCT ${columns}, landed_in, ${isMarked ? 'is_deleted' : 'false AS is_deleted'} ${select(name)}`);
    const [counted] = await tables.rows(`SELECT count(*) AS n FROM (SELECT DISTINCT ${columns} FROM current_rows)`);
    const marked = await tables.rows(`SELECT ${columns} FROM current_rows WHERE is_deleted ORDER BY ALL`);
    const gone = isWindowed
      ? []
      : await tables.rows(
          `SELECT ${columns} ${select(snapshotsName(list))} EXCEPT SELECT ${columns} FROM current_rows ORDER BY ALL`,
        );
    const current = isCompared ? await tables.rows(`SELECT ${columns}, landed_in FROM current_rows`) : [];
    return {
      rows: Number(counted?.['n']),
      marked: marked.map(nameOf),
      gone: gone.map(nameOf),
      current: new Map(current.map((row) => [nameOf(row), String(row['landed_in'])])),
    };
  } finally {
    tables.close();
  }
}

/** Verifies that no complete snapshot lacks a page, and that the one to which the cursor item refers is complete. */
function verifyPages(snapshots: readonly Snapshot[], cursor: CursorItem | undefined): Verdict {
  const complete = snapshots.filter(({ isComplete }) => isComplete);
  const lost = complete.filter(({ missing }) => missing.length > 0);
  const latest = cursor?.end_time;
  const problems = [
    ...lost.map(({ time, missing }) => `the snapshot of ${formatTime(time)} lacks page ${missing.join(', ')}`),
    ...(latest === undefined || complete.some(({ time }) => time === latest)
      ? []
      : [`the snapshot of ${formatTime(latest)} lacks its last page`]),
  ];
  if (problems.length > 0) return { complete: false, text: problems.join('; ') };
  return { complete: true, text: cursor?.['unavailable_at'] === undefined ? 'no gaps' : 'unavailable' };
}

/** Compares the rows of the view, and their exact texts in the objects that it names, with those of a complete list. */
function compareRows(
  view: ReadonlyMap<string, string>,
  landed: ReadonlyMap<string, ListRow>,
  expected: readonly ExpectedRow[],
): Verdict {
  const truth = new Map(expected.map(({ key, parent, text }) => [rowName(key, parent), text]));
  const names = [...truth.keys()];
  const faults = {
    missing: names.filter((name) => !view.has(name)),
    altered: names.filter((name) => view.has(name) && landed.get(name)?.text !== truth.get(name)),
    outdated: names.filter((name) => view.has(name) && landed.get(name)?.path !== view.get(name)),
    unexpected: [...view.keys()].filter((name) => !truth.has(name)),
  };
  const text = describeFaults(faults);
  return { complete: text === '', text: text === '' ? 'complete' : text };
}

const WIDTHS = [26, 9, 10, 11, 11, 11];

/** Prints one row per list. */
export function printLists(terminal: Terminal, lists: readonly ListReport[]): void {
  terminal.line(`\n${formatRow(WIDTHS, ['list', 'objects', 'size', 'snapshots', 'rows', 'deleted'])}  verification`);
  for (const report of lists) {
    const { list, objects, bytes, snapshots, rows, marked, gone } = report;
    const counts = rows === null ? ['?', '?'] : [formatCount(rows), formatCount(marked.length + gone.length)];
    const cells = [list, formatCount(objects), formatBytes(bytes), formatCount(snapshots), ...counts];
    terminal.line(
      [formatRow(WIDTHS, cells), ...verdictsOf(report).map((verdict) => formatVerdict(terminal, verdict))].join('  '),
    );
  }
}

/** Returns the results of all checks of a list. */
export const verdictsOf = ({ pages, reading, failure, comparison }: ListReport): Verdict[] =>
  [pages, ...describeLeftOut(reading), failure, comparison].filter((verdict) => verdict !== undefined);
