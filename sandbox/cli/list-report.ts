import { type ListDataset, snapshotsName } from '#catalog/dataset.ts';
import { recordColumns } from '#catalog/record-columns.ts';
import { literal, quoted } from '#catalog/sql.ts';
import { formatBytes, formatCount, formatTime } from '#common/format.ts';
import type { CursorItem } from '../aws/cursor-item.ts';
import type { Database } from '../lake/duckdb.ts';
import { exportPrefix, type Place } from '../lake/layout.ts';
import { objectSize } from '../lake/object-size.ts';
import { currentRows, landedSnapshots, type ListRow, rowName, type Snapshot } from '../lake/snapshots.ts';
import type { Terminal } from './terminal.ts';
import { describeFaults, formatRow, formatVerdict, type Verdict } from './verdict.ts';

/** The contents of the lake for one list, and the result of its verification. */
export type ListReport = {
  readonly list: string;
  readonly objects: number;
  /** Compressed, on disk. */
  readonly bytes: number;
  /** Complete snapshots. */
  readonly snapshots: number;
  /** Rows of its view. */
  readonly rows: number;
  /** The rows that the view shows as deleted. */
  readonly marked: readonly string[];
  /** The rows of earlier snapshots that the latest one does not have. */
  readonly gone: readonly string[];
  readonly pages: Verdict;
  /** Only if the expected rows are known. */
  readonly comparison?: Verdict;
};

/** A row of a complete list. */
export type ExpectedRow = { readonly key: number | string; readonly parent?: number; readonly text: string };

/**
 * Reads a list's part of the lake and verifies that it is complete.
 *
 * @param tables - the views over the lake
 */
export async function makeListReport(
  place: Place,
  tables: Database,
  list: ListDataset,
  cursor: CursorItem | undefined,
  expected?: readonly ExpectedRow[],
): Promise<ListReport> {
  const snapshots = await landedSnapshots(place.lakeDir, exportPrefix(place, list));
  const paths = snapshots.flatMap(({ pages }) => pages.map(({ path }) => path));
  const sizes = await Promise.all(paths.map(objectSize));
  const rows = await currentRows(snapshots, place.layout, list);
  const view = await readView(place, tables, list);
  return {
    list: list.name,
    objects: paths.length,
    bytes: sizes.reduce((sum, { stored }) => sum + stored, 0),
    snapshots: snapshots.filter(({ isComplete }) => isComplete).length,
    rows: view.current.size,
    marked: view.marked,
    gone: view.gone,
    pages: verifyPages(snapshots, cursor),
    ...(expected !== undefined && { comparison: compareRows(view.current, rows, expected) }),
  };
}

/** The rows of a list's views: the objects that hold the current ones, and the deleted ones. */
type ViewRows = {
  readonly current: ReadonlyMap<string, string>;
  readonly marked: readonly string[];
  readonly gone: readonly string[];
};

async function readView({ subdomain }: Place, tables: Database, list: ListDataset): Promise<ViewRows> {
  const { name, key, parent, isWindowed } = list;
  const isMarked = recordColumns(list).some((column) => column.name === 'is_deleted');
  const columns = [key, ...(parent === undefined ? [] : [parent.name])].map(quoted).join(', ');
  const select = (view: string, more = ''): string =>
    `SELECT DISTINCT ${columns}${more} FROM ${quoted(view)} WHERE subdomain = ${literal(subdomain)} ORDER BY ALL`;
  const nameOf = (row: Readonly<Record<string, unknown>>): string =>
    rowName(String(row[key]), parent && String(row[parent.name]));
  const rows = await tables.rows(select(name, `, landed_in${isMarked ? ', is_deleted' : ''}`));
  const current = new Map(rows.map((row) => [nameOf(row), String(row['landed_in'])]));
  const past = isWindowed ? [] : await tables.rows(select(snapshotsName(list)));
  return {
    current,
    marked: rows.filter(({ is_deleted: isDeleted }) => isDeleted === true).map(nameOf),
    gone: past.map(nameOf).filter((row) => !current.has(row)),
  };
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

const WIDTHS = [26, 9, 10, 11, 9, 9];

/** Prints one row per list. */
export function printLists(terminal: Terminal, lists: readonly ListReport[]): void {
  terminal.line(`\n${formatRow(WIDTHS, ['list', 'objects', 'size', 'snapshots', 'rows', 'deleted'])}  verification`);
  for (const { list, objects, bytes, snapshots, rows, marked, gone, pages, comparison } of lists) {
    const counts = [snapshots, rows, marked.length + gone.length].map((count) => formatCount(count));
    const verdicts = [pages, ...(comparison === undefined ? [] : [comparison])];
    terminal.line(
      [
        formatRow(WIDTHS, [list, formatCount(objects), formatBytes(bytes), ...counts]),
        ...verdicts.map((verdict) => formatVerdict(terminal, verdict)),
      ].join('  '),
    );
  }
}
