import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import type { References } from '../core/check-views.ts';
import { printedCode, substitute } from '../core/docs.ts';
import type { Engine, Progress } from '../core/engine.ts';
import { type Example, runExamples } from '../core/examples.ts';
import { ENGINES_FOLDER, ROOT, WORK_FOLDER } from '../core/folders.ts';
import { wrongLatest } from '../core/latest.ts';
import { startProgram } from '../core/program.ts';
import type { CheckResult } from '../core/results.ts';
import type { Lake, Session, Table } from '../core/session.ts';
import { findJava } from '../install/java.ts';
import { installPython } from '../install/python.ts';

type SparkSession = Session & { run(code: string): Promise<void> };

const COPY = join(WORK_FOLDER, 'spark-copy');

/** Spark in one process of two threads, with the documentation's code. */
export const spark = (version: '3.5' | '4'): Engine<SparkSession> => ({
  name: `spark-${version}`,
  family: 'spark',
  start: () => startSpark(version),
  more: async (session, { sandbox }, progress) => [await checkExamples(session, sandbox, progress)],
});

async function startSpark(version: string): Promise<SparkSession> {
  const JAVA_HOME = await findJava([17]);
  const { python } = await installPython(`spark-${version}`, `spark/requirements-${version}.txt`);
  const program = await startProgram({
    command: python,
    args: [join(ENGINES_FOLDER, 'spark', 'program.py'), join(ENGINES_FOLDER, 'python')],
    env: { JAVA_HOME, SPARK_LOCAL_IP: '127.0.0.1', PYSPARK_PYTHON: python },
    // The printed code opens files of the documentation.
    cwd: ROOT,
  });
  const run = (code: string): Promise<void> => program.call('run', code);
  return {
    version: program.version,
    open: (lake) => run(withoutQuestion(batchOver(lake))),
    rows: (view) => program.table('rows', view),
    run,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** The printed code over this lake. */
const batchOver = ({ path, layout }: Lake): string =>
  substitute(printedCode('Spark', 'python')[0] ?? '', { 's3://bucket/zendesk': path, '"page"': `"${layout}"` });

const streamOver = ({ path, layout }: Lake): string =>
  substitute(printedCode('Spark Structured Streaming', 'python')[0] ?? '', {
    's3://bucket/zendesk': path,
    '"page"': `"${layout}"`,
    's3://bucket/tickets-copy': COPY,
  });

/** The code that creates the views, without the query after it. */
const withoutQuestion = (code: string): string => code.replace(/^.*\.show\(\).*$/gm, '');

async function checkExamples(session: SparkSession, references: References, progress: Progress): Promise<CheckResult> {
  const examples = [...references].flatMap(([lake, tables]): Example[] => [
    { name: `Spark, ${lake.layout}`, run: async () => (await session.run(batchOver(lake)), []) },
    {
      name: `Spark Structured Streaming, ${lake.layout}`,
      run: async () => {
        await rm(COPY, { recursive: true, force: true });
        await session.run(streamOver(lake));
        // Nothing is new for the second run, and nothing may change.
        await session.run(streamOver(lake));
        const answer = await session.rows('tickets_streamed');
        return wrongLatest(tables, lake, without('recency', answer));
      },
    },
  ]);
  return runExamples(examples, progress);
}

function without(column: string, { columns, rows }: Table): Table {
  const index = columns.indexOf(column);
  return { columns: columns.toSpliced(index, 1), rows: rows.map((row) => row.toSpliced(index, 1)) };
}
