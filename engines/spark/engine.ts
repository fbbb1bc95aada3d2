import { join } from 'node:path';
import type { Engine } from '../core/engine.ts';
import { printedCode, substitute } from '../core/docs.ts';
import { ENGINES_FOLDER, ROOT } from '../core/folders.ts';
import { startProgram } from '../core/program.ts';
import type { Lake } from '../core/session.ts';
import { findJava } from '../install/java.ts';
import { installPython } from '../install/python.ts';

/** Spark in one process of two threads, with the documentation's code. */
export const spark = (version: '3.5' | '4'): Engine => ({
  name: `spark-${version}`,
  family: 'spark',
  views: ['tickets_latest'],
  async start() {
    const JAVA_HOME = await findJava(version === '4' ? [17, 21] : [17]);
    const { python } = await installPython(`spark-${version}`, `spark/requirements-${version}.txt`);
    const program = await startProgram({
      command: python,
      args: [join(ENGINES_FOLDER, 'spark', 'program.py'), join(ENGINES_FOLDER, 'python')],
      env: { JAVA_HOME, SPARK_LOCAL_IP: '127.0.0.1', PYSPARK_PYTHON: python },
      // The printed code opens files of the documentation.
      cwd: ROOT,
    });
    return {
      version: program.version,
      open: (lake) => program.call('run', withoutQuestion(exampleOver(lake))),
      rows: (view) => program.table('rows', view),
      [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
    };
  },
});

/** The printed code over this lake. */
const exampleOver = ({ path, layout }: Lake): string =>
  substitute(printedCode('Spark', 'python')[0] ?? '', { 's3://bucket/zendesk': path, '"page"': `"${layout}"` });

/** What makes the views, without the question that follows. */
const withoutQuestion = (code: string): string => code.replace(/^.*\.show\(\).*$/gm, '');
