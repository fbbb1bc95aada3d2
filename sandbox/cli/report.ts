import { join } from 'node:path';
import { type ChainProof, verifyChain } from '#catalog/chain.ts';
import { LISTS } from '#catalog/lists.ts';
import { literal } from '#catalog/sql.ts';
import { formatBytes, formatCount, formatTime, pluralize } from '#common/format.ts';
import type { CursorItem } from '../aws/cursor-item.ts';
import { compare, type Comparison, type ExpectedVersion, latestVersions } from '../lake/compare.ts';
import { landedObjects } from '../lake/landed-object.ts';
import { exportPrefix, type Place } from '../lake/layout.ts';
import { type LakeStatistics, readLake } from '../lake/read-lake.ts';
import { isResourceName, LAKE_RESOURCES, type ResourceName } from '../lake/resources.ts';
import { openTables } from '../lake/tables.ts';
import { type ExpectedRow, type ListReport, makeListReport, printLists } from './list-report.ts';
import type { Terminal } from './terminal.ts';
import { describeFaults, formatRow, formatVerdict } from './verdict.ts';

/** The contents of the lake for one export, and the result of its verification. */
export type ExportReport = {
  readonly resource: ResourceName;
  readonly lake: LakeStatistics;
  readonly chain: ChainProof;
  /** Only if the expected records are known. */
  readonly comparison?: Comparison;
};

/** Reads an export's part of the lake and verifies that it is complete. */
export async function makeReport(
  place: Place,
  name: ResourceName,
  cursor: CursorItem | undefined,
  expected?: readonly ExpectedVersion[],
): Promise<ExportReport> {
  const { layout } = place;
  const resource = LAKE_RESOURCES[name];
  const objects = await landedObjects(place.lakeDir, exportPrefix(place, resource));
  const lake = await readLake(objects, layout, resource);
  const report = { resource: name, lake, chain: verifyChain(objects, cursor) };
  return expected === undefined
    ? report
    : { ...report, comparison: compare(await latestVersions(objects, layout, resource), expected) };
}

/** The contents of the lake for all exports of a run. */
export type LakeReport = { readonly exports: readonly ExportReport[]; readonly lists: readonly ListReport[] };

/** The expected records of a complete lake. */
export type Truth = {
  versionsOf(resource: ResourceName): readonly ExpectedVersion[];
  /** @param snapshot - when the latest complete snapshot began, in epoch seconds */
  rowsOf(list: string, snapshot: number | undefined): readonly ExpectedRow[];
};

/**
 * Reads the lake for these resources and verifies that it is complete.
 *
 * @param cursorOf - returns the cursor item of an export by its id
 * @param truth - only if the expected records are known
 */
export async function makeLakeReport(
  place: Place,
  resources: readonly string[],
  cursorOf: (exportId: string) => Promise<CursorItem | undefined>,
  truth?: Truth,
): Promise<LakeReport> {
  const read = (name: string): Promise<CursorItem | undefined> => cursorOf(`${place.subdomain}/${name}`);
  const exports: ExportReport[] = [];
  for (const name of resources.filter(isResourceName)) {
    exports.push(await makeReport(place, name, await read(name), truth?.versionsOf(name)));
  }
  const lists: ListReport[] = [];
  const datasets = LISTS.filter(({ name }) => resources.includes(name));
  if (datasets.length === 0) return { exports, lists };
  const tables = await openTables(join(place.lakeDir, place.layout.prefix), place.layout.name, datasets);
  try {
    for (const list of datasets) {
      const cursor = await read(list.name);
      lists.push(await makeListReport(place, tables, list, cursor, truth?.rowsOf(list.name, cursor?.end_time)));
    }
  } finally {
    tables.close();
  }
  return { exports, lists };
}

/** True if the lake is complete. */
export const isComplete = ({ exports, lists }: LakeReport): boolean =>
  exports.every(({ chain, comparison }) => chain.complete && (comparison === undefined || comparison.complete)) &&
  lists.every(({ pages, comparison }) => pages.complete && (comparison === undefined || comparison.complete));

/** Prints one row per export and list, the faults, and a DuckDB script that queries the lake's tables. */
export async function printReport(
  terminal: Terminal,
  { exports, lists }: LakeReport,
  place: Place,
  notes: readonly string[] = [],
): Promise<void> {
  const isCompared = [...exports, ...lists].some(({ comparison }) => comparison !== undefined);
  terminal.line(`\n${terminal.style('bold', 'Lake contents, read with DuckDB')}`);
  if (exports.length > 0) {
    const headings = ['export', 'objects', 'size', 'records', 'ids', 'versions', 'duplicates'];
    terminal.line(`${formatRow(WIDTHS, headings)}  verification`);
    for (const report of exports) terminal.line(formatReport(terminal, report));
  }
  if (lists.length > 0) printLists(terminal, lists);
  terminal.line(
    isCompared
      ? '\n  Verification: no gaps in the chain of pages, and every simulated record in its latest version, byte for byte.'
      : "\n  Verification: each page starts where a previous one ended, up to the cursor's end_time.",
  );
  if (lists.length > 0) {
    terminal.line(
      isCompared
        ? '  Lists: every complete snapshot has all its pages, and the view has exactly the simulated rows, byte for byte.'
        : '  Lists: every complete snapshot has all its pages.',
    );
  }
  for (const note of notes) terminal.line(`  ${note}`);
  const tickets = exports.find(({ resource }) => resource === 'tickets');
  if (tickets && tickets.lake.objects > 0) await printTables(terminal, place);
}

const WIDTHS = [22, 9, 10, 10, 9, 10, 12];

function formatReport(terminal: Terminal, { resource, lake, chain, comparison }: ExportReport): string {
  const counts = [lake.records, lake.ids, lake.versions, lake.duplicates].map((count) => formatCount(count));
  const verdicts = [{ complete: chain.complete, text: describeChain(chain) }];
  if (comparison !== undefined) verdicts.push({ complete: comparison.complete, text: describeComparison(comparison) });
  return [
    formatRow(WIDTHS, [resource, formatCount(lake.objects), formatBytes(lake.bytes), ...counts]),
    ...verdicts.map((verdict) => formatVerdict(terminal, verdict)),
  ].join('  ');
}

async function printTables(terminal: Terminal, { lakeDir, layout, subdomain }: Place): Promise<void> {
  const folder = join(lakeDir, layout.prefix);
  const sql = `SELECT status, count(*) AS tickets FROM tickets_latest WHERE subdomain = ${literal(subdomain)}
GROUP BY status ORDER BY tickets DESC`;
  terminal.line(`\n${terminal.style('bold', 'Query the tables with DuckDB')}`);
  const script = `SET VARIABLE lake = ${literal(folder)};\n.read docs/query/duckdb-${layout.name}.sql\n${sql};`;
  terminal.line(`${terminal.style('cyan', script)}\n`);
  const tables = await openTables(folder, layout.name);
  try {
    for (const { status, tickets } of await tables.rows(sql)) {
      terminal.line(`  ${String(status).padEnd(12)}${formatCount(Number(tickets)).padStart(9)}`);
    }
  } finally {
    tables.close();
  }
}

function describeChain({ complete, gaps }: ChainProof): string {
  if (complete) return 'no gaps';
  const intervals = gaps.map(({ from, to }) => `${formatTime(from)} to ${formatTime(to)}`);
  return `${pluralize(gaps.length, 'gap')}: ${intervals.join('; ')}`;
}

function describeComparison({ complete, missing, outdated, altered, unexpected, changedSince }: Comparison): string {
  if (complete) {
    return changedSince.length === 0 ? 'complete' : `complete, ${formatCount(changedSince.length)} changed since`;
  }
  return describeFaults({ missing, outdated, altered, unexpected });
}
