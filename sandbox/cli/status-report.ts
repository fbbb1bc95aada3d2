import { join } from 'node:path';
import { DATASETS } from '#catalog/datasets.ts';
import { literal } from '#catalog/sql.ts';
import { formatCount } from '#common/format.ts';
import type { Row } from '../lake/duckdb.ts';
import type { Place } from '../lake/layout.ts';
import { describeFailure } from '../lake/left-out.ts';
import type { Reading } from '../lake/read-records.ts';
import { reportSettings } from '../lake/report-settings.ts';
import { openTables } from '../lake/tables.ts';
import type { Terminal } from './terminal.ts';
import { formatVerdict } from './verdict.ts';

/** The number of tickets by status, or the reason why DuckDB cannot query them. */
export type StatusReport = { readonly rows: readonly Row[] } | { readonly failure: string };

const statusSql = (subdomain: string): string =>
  `SELECT status, count(*) AS tickets FROM tickets_latest WHERE subdomain = ${literal(subdomain)}
GROUP BY status ORDER BY tickets DESC`;

/** Queries the view of the latest tickets. */
export async function queryStatuses({ lakeDir, layout, subdomain }: Place, reading: Reading): Promise<StatusReport> {
  try {
    const settings = reportSettings(lakeDir, reading);
    const tables = await openTables(join(lakeDir, layout.prefix), layout.name, [DATASETS.tickets], settings);
    try {
      return { rows: await tables.rows(statusSql(subdomain)) };
    } finally {
      tables.close();
    }
  } catch (error) {
    return { failure: describeFailure(error) };
  }
}

/** Prints a script for DuckDB that queries the tables, and its result. */
export function printStatuses(terminal: Terminal, { lakeDir, layout, subdomain }: Place, report: StatusReport): void {
  const folder = join(lakeDir, layout.prefix);
  terminal.line(`\n${terminal.style('bold', 'Query the tables with DuckDB')}`);
  const script = `SET VARIABLE lake = ${literal(folder)};\n.read docs/query/duckdb-${layout.name}.sql\n${statusSql(subdomain)};`;
  terminal.line(`${terminal.style('cyan', script)}\n`);
  if ('failure' in report) {
    const text = `tickets_latest not readable: ${report.failure}`;
    return terminal.line(`  ${formatVerdict(terminal, { complete: false, text })}`);
  }
  for (const { status, tickets } of report.rows) {
    terminal.line(`  ${String(status).padEnd(12)}${formatCount(Number(tickets)).padStart(9)}`);
  }
}
