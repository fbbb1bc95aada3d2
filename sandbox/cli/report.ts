import { join } from 'node:path';
import { literal } from '#catalog/sql.ts';
import { formatCount, pluralize, formatTime, formatBytes } from '#common/format.ts';
import type { CursorItem } from '../aws/cursor-item.ts';
import { compare, type Comparison, latestVersions, type TicketVersion } from '../lake/compare.ts';
import { landedObjects } from '../lake/landed-object.ts';
import { type Place, ticketsPrefix } from '../lake/layout.ts';
import { type LakeReport, readLake } from '../lake/read-lake.ts';
import { openTables } from '../lake/tables.ts';
import { type ChainProof, verifyChain } from '#catalog/chain.ts';
import type { Terminal } from './terminal.ts';

/** The contents of the lake and the result of the verification. */
export type Report = {
  readonly lake: LakeReport;
  readonly chain: ChainProof;
  /** Only if the expected records are known. */
  readonly comparison?: Comparison;
};

/** Reads the lake and verifies that it is complete. */
export async function makeReport(
  place: Place,
  cursor: CursorItem | undefined,
  expected?: readonly TicketVersion[],
): Promise<Report> {
  const { layout } = place;
  const objects = await landedObjects(place.lakeDir, ticketsPrefix(place));
  const lake = await readLake(objects, layout);
  const chain = verifyChain(objects, cursor);
  return expected === undefined
    ? { lake, chain }
    : { lake, chain, comparison: compare(await latestVersions(objects, layout), expected) };
}

/** True if the lake is complete. */
export const isComplete = ({ chain, comparison }: Report): boolean =>
  chain.complete && (comparison === undefined || comparison.complete);

/** Prints the report and a DuckDB script that queries the lake's tables. */
export async function printReport(
  terminal: Terminal,
  { lake, chain, comparison }: Report,
  place: Place,
  notes: readonly string[] = [],
): Promise<void> {
  const printRow = (name: string, text: string): void => terminal.line(`  ${name.padEnd(12)}${text}`);
  const verdict = (isOk: boolean, text: string): string =>
    isOk ? `${terminal.style('green', '✔')} ${text}` : `${terminal.style('red', '✘')} ${text}`;

  terminal.line(`\n${terminal.style('bold', 'Lake contents, read with DuckDB')}`);
  printRow('objects', `${formatCount(lake.objects)} (${formatBytes(lake.bytes)})`);
  printRow('tickets', formatCount(lake.tickets));
  printRow('versions', formatCount(lake.versions));
  printRow('duplicates', `${formatCount(lake.duplicates)} of ${pluralize(lake.records, 'record')}`);
  if (lake.oldest !== null && lake.newest !== null)
    printRow('range', `${formatTime(lake.oldest)} to ${formatTime(lake.newest)}`);

  terminal.line(`\n${terminal.style('bold', 'Verification')}`);
  printRow('chain', verdict(chain.complete, describeChain(chain)));
  if (comparison !== undefined) printRow('tickets', verdict(comparison.complete, describeComparison(comparison)));
  for (const note of notes) printRow('', `  ${note}`);
  if (lake.objects > 0) await printTables(terminal, place);
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
  if (complete) return "no gaps: each page starts where a previous one ended, up to the cursor's end_time";
  const intervals = gaps.map(({ from, to }) => `${formatTime(from)} to ${formatTime(to)}`);
  return `${pluralize(gaps.length, 'gap')}: ${intervals.join('; ')}`;
}

function describeComparison({ complete, missing, outdated, altered, unexpected }: Comparison): string {
  if (complete) return 'every simulated ticket is in the lake in its latest version, byte for byte';
  const faults = { missing, outdated, altered, unexpected };
  return Object.entries(faults)
    .filter(([, ids]) => ids.length > 0)
    .map(
      ([fault, ids]) =>
        `${formatCount(ids.length)} ${fault} (${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''})`,
    )
    .join('; ');
}
