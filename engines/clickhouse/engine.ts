import { join } from 'node:path';
import type { References } from '../core/check-views.ts';
import { printedCode, substitute } from '../core/docs.ts';
import type { Engine, Progress } from '../core/engine.ts';
import { type Example, runExamples, wrongCounts } from '../core/examples.ts';
import { ENGINES_FOLDER } from '../core/folders.ts';
import { latestIn } from '../core/latest.ts';
import { startProgram } from '../core/program.ts';
import type { CheckResult } from '../core/results.ts';
import type { Lake, Session, Table } from '../core/session.ts';
import { installPython } from '../install/python.ts';

type ClickhouseSession = Session & { query(text: string): Promise<Table> };

/** ClickHouse with the documentation's query over lines, which reads the status of every ticket. */
export const clickhouse: Engine<ClickhouseSession> = {
  name: 'clickhouse',
  family: 'clickhouse',
  scope: { layouts: ['ndjson'], views: ['tickets_latest'], columns: ['subdomain', 'id', 'status'] },
  start: startClickhouse,
  more: async (session, { sandbox }, progress) => [await checkExamples(session, sandbox, progress)],
};

async function startClickhouse(): Promise<ClickhouseSession> {
  const { python } = await installPython('clickhouse', 'clickhouse/requirements.txt');
  const args = [join(ENGINES_FOLDER, 'clickhouse', 'program.py'), join(ENGINES_FOLDER, 'python')];
  const program = await startProgram({ command: python, args });
  let open: Lake | undefined;
  return {
    version: program.version,
    open: async (lake) => void (open = lake),
    async rows(view) {
      if (open === undefined || view !== 'tickets_latest') throw new Error(`no ${view} in ClickHouse`);
      return program.table('query', rowsOf(exampleOver(open)));
    },
    query: (text) => program.table('query', text),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** The printed query over this lake. */
const exampleOver = ({ path }: Lake): string =>
  substitute(printedCode('ClickHouse', 'sql')[0] ?? '', { 'lake/zendesk-ndjson': path })
    .trim()
    .replace(/;$/, '');

/** The rows that the printed query counts. */
function rowsOf(code: string): string {
  const [, inner, settings] = /\nFROM \(\n(.*)\n\)\nGROUP BY .*\n(SETTINGS .*)$/s.exec(code) ?? [];
  if (inner === undefined) throw new Error("ClickHouse's example has another form");
  return `SELECT subdomain, ticket AS id, status FROM (${inner}) ${settings}, output_format_json_quote_64bit_integers = 0`;
}

async function checkExamples(
  session: ClickhouseSession,
  references: References,
  progress: Progress,
): Promise<CheckResult> {
  const examples = [...references]
    .filter(([{ layout }]) => layout === 'ndjson')
    .map(([lake, tables]): Example => ({
      name: 'ClickHouse, ndjson',
      run: async () => wrongCounts(await session.query(exampleOver(lake)), latestIn(tables), () => true),
    }));
  return runExamples(examples, progress, ['the form with s3(…), which needs a bucket']);
}
