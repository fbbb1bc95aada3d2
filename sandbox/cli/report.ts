import { join } from 'node:path';
import { type ChainProof, verifyChain } from '#catalog/chain.ts';
import { literal } from '#catalog/sql.ts';
import { formatBytes, formatCount, formatTime, pluralize } from '#common/format.ts';
import type { CursorItem } from '../aws/cursor-item.ts';
import { compare, type Comparison, type ExpectedVersion, latestVersions } from '../lake/compare.ts';
import { landedObjects } from '../lake/landed-object.ts';
import { exportPrefix, type Place } from '../lake/layout.ts';
import { type LakeReport, readLake } from '../lake/read-lake.ts';
import { LAKE_RESOURCES, type ResourceName } from '../lake/resources.ts';
import { openTables } from '../lake/tables.ts';
import type { Terminal } from './terminal.ts';

/** The contents of the lake for one export, and the result of its verification. */
export type ExportReport = {
  readonly resource: ResourceName;
  readonly lake: LakeReport;
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

/** True if the lake is complete. */
export const isComplete = (reports: readonly ExportReport[]): boolean =>
  reports.every(({ chain, comparison }) => chain.complete && (comparison === undefined || comparison.complete));

/** Prints one row per export, the faults, and a DuckDB script that queries the lake's tables. */
export async function printReport(
  terminal: Terminal,
  reports: readonly ExportReport[],
  place: Place,
  notes: readonly string[] = [],
): Promise<void> {
  const isCompared = reports.some(({ comparison }) => comparison !== undefined);
  terminal.line(`\n${terminal.style('bold', 'Lake contents, read with DuckDB')}`);
  terminal.line(
    formatRow(['export', 'objects', 'size', 'records', 'ids', 'versions', 'duplicates']) + '  verification',
  );
  for (const report of reports) terminal.line(formatReport(terminal, report));
  terminal.line(
    isCompared
      ? '\n  Verification: no gaps in the chain of pages, and every simulated record in its latest version, byte for byte.'
      : "\n  Verification: each page starts where a previous one ended, up to the cursor's end_time.",
  );
  for (const note of notes) terminal.line(`  ${note}`);
  const tickets = reports.find(({ resource }) => resource === 'tickets');
  if (tickets && tickets.lake.objects > 0) await printTables(terminal, place);
}

const WIDTHS = [15, 9, 10, 10, 9, 10, 12];

const formatRow = (cells: readonly string[]): string =>
  `  ${cells.map((cell, index) => (index === 0 ? cell.padEnd(WIDTHS[0] ?? 0) : cell.padStart(WIDTHS[index] ?? 0))).join('')}`;

function formatReport(terminal: Terminal, { resource, lake, chain, comparison }: ExportReport): string {
  const verdict = (isOk: boolean, text: string): string =>
    isOk ? `${terminal.style('green', '✔')} ${text}` : `${terminal.style('red', '✘')} ${text}`;
  const counts = [lake.records, lake.ids, lake.versions, lake.duplicates].map((count) => formatCount(count));
  return [
    formatRow([resource, formatCount(lake.objects), formatBytes(lake.bytes), ...counts]),
    verdict(chain.complete, describeChain(chain)),
    ...(comparison === undefined ? [] : [verdict(comparison.complete, describeComparison(comparison))]),
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
    return changedSince.length === 0 ? 'complete' : `complete, ${formatCount(changedSince.length)} redacted since`;
  }
  const faults = { missing, outdated, altered, unexpected };
  return Object.entries(faults)
    .filter(([, ids]) => ids.length > 0)
    .map(
      ([fault, ids]) =>
        `${formatCount(ids.length)} ${fault} (${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''})`,
    )
    .join('; ');
}
