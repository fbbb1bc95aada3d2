import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ALL_DATASETS } from '#catalog/datasets.ts';
import { duckdbScript } from '#catalog/duckdb.ts';
import type { References } from '../core/check-views.ts';
import { printedCode, substitute } from '../core/docs.ts';
import type { Engine, Progress } from '../core/engine.ts';
import { anyCustomField, type Example, PRINTED_FIELD, runExamples, wrongIds } from '../core/examples.ts';
import { ENGINES_FOLDER, ROOT, WORK_FOLDER } from '../core/folders.ts';
import { latestIn, wrongLatest } from '../core/latest.ts';
import { asTable, parseExactly } from '../core/parse-cells.ts';
import { startProgram } from '../core/program.ts';
import type { CheckResult } from '../core/results.ts';
import type { Lake, Session, Table } from '../core/session.ts';
import { installPython } from '../install/python.ts';
import { runCommand } from '../install/run-command.ts';

type DuckdbSession = Session & {
  /** Runs a script as its reader would, and returns the answer to its last statement. */
  script(text: string): Promise<Table>;
  /** Runs printed Python that leaves a PyIceberg catalog, and returns its table of tickets. */
  iceberg(code: string): Promise<Table>;
};

/** The examples run in this folder: they write files, and read docs/. */
const FOLDER = join(WORK_FOLDER, 'duckdb-examples');

/** DuckDB by its Python package, and the current one by its command line too. */
export const duckdb = (version: '1.5' | '2.0'): Engine<DuckdbSession> => ({
  name: `duckdb-${version}`,
  family: 'duckdb',
  start: () => startDuckdb(version),
  more: async (session, { sandbox }, progress) => [await checkExamples(version, session, sandbox, progress)],
});

async function startDuckdb(version: '1.5' | '2.0'): Promise<DuckdbSession> {
  const { python, bin } = await installPython(`duckdb-${version}`, `duckdb/requirements-${version}.txt`);
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  await symlink(join(ROOT, 'docs'), join(FOLDER, 'docs'));
  const args = [join(ENGINES_FOLDER, 'duckdb', 'program.py'), join(ENGINES_FOLDER, 'python')];
  const program = await startProgram({ command: python, args, cwd: FOLDER });
  return {
    version: program.version,
    open: (lake) => program.call('open', lake, duckdbScript(lake.layout, ALL_DATASETS)),
    rows: (view) => program.table('rows', view),
    // The coming version has no command line in a registry yet.
    script: (text) => (version === '1.5' ? runScript(join(bin, 'duckdb'), text) : program.table('script', text)),
    iceberg: (code) => program.table('iceberg', code),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** Runs a script by the command line. Each answer begins in a new line. */
async function runScript(cli: string, script: string): Promise<Table> {
  const { ok, output, stdout } = await runCommand(cli, ['-json', '-bail'], { cwd: FOLDER, input: script });
  if (!ok) throw new Error(output.trim());
  const last = stdout.slice(stdout.lastIndexOf('\n[') + 1).trim();
  const records: unknown = last === '' ? [] : parseExactly(last);
  if (!Array.isArray(records)) throw new TypeError('the command line returns something other than rows');
  const columns = Object.keys(records[0] ?? {});
  return asTable({ columns, rows: records.map((record) => columns.map((name) => record[name])) });
}

async function checkExamples(
  version: '1.5' | '2.0',
  session: DuckdbSession,
  references: References,
  progress: Progress,
): Promise<CheckResult> {
  const examples = [...references].flatMap(([lake, tables]): Example[] => {
    const over = (code: string): string => exampleOver(lake, code);
    const { field, ids } = anyCustomField(latestIn(tables));
    const question = substitute(printedCode('DuckDB', 'sql')[0] ?? '', { [PRINTED_FIELD]: field });
    const copy = printedCode('Parquet copy', 'sql')[0] ?? '';
    const questions: Example[] = [
      { name: `DuckDB, ${lake.layout}`, run: async () => wrongIds(await session.script(over(question)), ids) },
      {
        name: `Parquet copy, ${lake.layout}`,
        run: async () => {
          await session.script(over(copy));
          return wrongLatest(tables, lake, await session.rows(`${FOLDER}/tickets.parquet`));
        },
      },
    ];
    if (version === '2.0') return questions;
    const python = printedCode('Iceberg table', 'python')[0] ?? '';
    const run = async (): Promise<string[]> => {
      // The second run replaces the table.
      await session.iceberg(over(python));
      return wrongLatest(tables, lake, await session.iceberg(over(python)));
    };
    return [...questions, { name: `Iceberg table, ${lake.layout}`, run }];
  });
  return runExamples(examples, progress);
}

/** The printed code over this lake. */
const exampleOver = ({ path, layout }: Lake, code: string): string =>
  substitute(code, { "'lake/zendesk'": `'${path}'`, 'duckdb-page.sql': `duckdb-${layout}.sql` });
