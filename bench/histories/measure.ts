/** Derives comments and field histories from a lake in this process, and prints seconds and memory as JSON. */
import { join } from 'node:path';
import { openTables } from '#sandbox/lake/tables.ts';

const [lake = '', memoryLimit = '1GB'] = process.argv.slice(2);

// Pages have a few MB. DuckDB reserves twice the longest line for each thread.
const SETTINGS = `SET memory_limit = '${memoryLimit}'; SET threads = 1; SET temp_directory = '${join(lake, 'temporary')}';
SET preserve_insertion_order = false; SET VARIABLE longest_line = 16777216;`;

const tables = await openTables(lake, 'page', undefined, SETTINGS);
const measured = [];
for (const view of ['ticket_comments', 'ticket_field_history']) {
  const begun = performance.now();
  const file = join(lake, `${view}.parquet`);
  await tables.run(`COPY (FROM ${view}) TO '${file}' (COMPRESSION zstd)`);
  const seconds = (performance.now() - begun) / 1000;
  const [counted] = await tables.rows(`SELECT count(*) AS n FROM '${file}'`);
  measured.push({ view, rows: Number(counted?.['n']), seconds, peakMb: process.resourceUsage().maxRSS / 1024 });
}
tables.close();
process.stdout.write(`${JSON.stringify(measured)}\n`);
