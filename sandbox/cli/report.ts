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

/** What the landed files contain, and whether they prove that nothing is missing. */
export type Report = {
  readonly lake: LakeReport;
  readonly chain: ChainProof;
  /** Only if the expected records are known. */
  readonly comparison?: Comparison;
};

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

export const isProven = ({ chain, comparison }: Report): boolean =>
  chain.complete && (comparison === undefined || comparison.complete);

/** Prints the report, and how to query the lake's tables in DuckDB. */
export async function printReport(
  terminal: Terminal,
  { lake, chain, comparison }: Report,
  place: Place,
  notes: readonly string[] = [],
): Promise<void> {
  const say = (name: string, text: string): void => terminal.line(`  ${name.padEnd(12)}${text}`);
  const verdict = (proven: boolean, text: string): string =>
    proven ? `${terminal.style('green', '✔')} ${text}` : `${terminal.style('red', '✘')} ${text}`;

  terminal.line(`\n${terminal.style('bold', 'In the lake, as DuckDB reads it')}`);
  say('objects', `${formatCount(lake.objects)} (${formatBytes(lake.bytes)})`);
  say('tickets', formatCount(lake.tickets));
  say('versions', formatCount(lake.versions));
  say('duplicates', `${formatCount(lake.duplicates)} of ${pluralize(lake.records, 'record')}`);
  if (lake.oldest !== null && lake.newest !== null)
    say('range', `${formatTime(lake.oldest)} to ${formatTime(lake.newest)}`);

  terminal.line(`\n${terminal.style('bold', 'Proof')}`);
  say('chain', verdict(chain.complete, chainText(chain)));
  if (comparison !== undefined) say('tickets', verdict(comparison.complete, comparisonText(comparison)));
  for (const note of notes) say('', `  ${note}`);
  if (lake.objects > 0) await printTables(terminal, place);
}

async function printTables(terminal: Terminal, { lakeDir, layout, subdomain }: Place): Promise<void> {
  const folder = join(lakeDir, layout.prefix);
  const sql = `SELECT status, count(*) AS tickets FROM tickets_latest WHERE subdomain = ${literal(subdomain)}
GROUP BY status ORDER BY tickets DESC`;
  terminal.line(`\n${terminal.style('bold', 'Its tables, in DuckDB')}`);
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

function chainText({ complete, gaps }: ChainProof): string {
  if (complete) return "no gap: each page begins where one before it ended, up to the cursor's end_time";
  const stretches = gaps.map(({ from, to }) => `${formatTime(from)} to ${formatTime(to)}`);
  return `${pluralize(gaps.length, 'gap')}: ${stretches.join('; ')}`;
}

function comparisonText({ complete, missing, outdated, altered, unexpected }: Comparison): string {
  if (complete) return 'every ticket of the simulator is there in its latest version, byte for byte';
  const faults = { missing, outdated, altered, unexpected };
  return Object.entries(faults)
    .filter(([, ids]) => ids.length > 0)
    .map(
      ([fault, ids]) =>
        `${formatCount(ids.length)} ${fault} (${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''})`,
    )
    .join('; ');
}
