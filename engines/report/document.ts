import { readFile, writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { QUERY_PAGE } from '../core/docs.ts';
import { CHECKS, type CheckName, type EngineResult, hasFailed } from '../core/results.ts';

const BLOCK = /(<!-- engines: versions -->\n)([^]*?)(\n<!-- \/engines -->)/;

/**
 * Writes into the documentation which versions have passed and when. Engines that did not run now keep their rows.
 *
 * @throws Error if an engine has failed, or the page has no place for the table
 */
export async function writeVersions(results: readonly EngineResult[], date: Date): Promise<void> {
  const failed = results.filter(hasFailed).map(({ engine }) => engine);
  if (failed.length > 0) throw new Error(`docs/querying.md is left as it is: ${failed.join(', ')} failed`);
  const page = await readFile(QUERY_PAGE, 'utf8');
  const written = withVersions(page, results, date);
  await writeFile(QUERY_PAGE, await format(written, { parser: 'markdown', printWidth: 120 }));
}

/** @throws Error if the page has no place for the table */
export function withVersions(page: string, results: readonly EngineResult[], date: Date): string {
  const [, , block] = BLOCK.exec(page) ?? [];
  if (block === undefined) throw new Error('docs/querying.md has no <!-- engines: versions --> … <!-- /engines -->');
  const rows = rowsIn(block);
  for (const result of results) if (result.status === 'ran') rows.set(result.engine, rowOf(result, date));
  const table = ['| engine | version | tested on | checks |', '| --- | --- | --- | --- |', ...rows.values()].join('\n');
  return page.replace(BLOCK, (_, begin: string, _old: string, end: string) => `${begin}\n${table}\n${end}`);
}

/** Rows of the table as it is, by engine. */
const rowsIn = (block: string): Map<string, string> =>
  new Map(
    block.split('\n').flatMap((line) => {
      const [, engine] = /^\| `([^`]+)`/.exec(line) ?? [];
      return engine === undefined ? [] : [[engine, line]];
    }),
  );

function rowOf(result: EngineResult & { readonly status: 'ran' }, date: Date): string {
  const checks = result.checks.map(({ check, passed }) => `${NAMES[check]}: ${passed}`).join('; ');
  return `| \`${result.engine}\` | ${result.version} | ${date.toISOString().slice(0, 10)} | ${checks} |`;
}

const NAMES: Readonly<Record<CheckName, string>> = { ...CHECKS, views: 'equal to DuckDB' };
