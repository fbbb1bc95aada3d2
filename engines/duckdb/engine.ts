import { join } from 'node:path';
import { duckdbScript } from '#catalog/duckdb.ts';
import type { Engine } from '../core/engine.ts';
import { ENGINES_FOLDER } from '../core/folders.ts';
import { startProgram } from '../core/program.ts';
import { installPython } from '../install/python.ts';

/** DuckDB by its Python package. */
export const duckdb = (version: '1.5' | '2.0'): Engine => ({
  name: `duckdb-${version}`,
  family: 'duckdb',
  async start() {
    const { python } = await installPython(`duckdb-${version}`, `duckdb/requirements-${version}.txt`);
    const args = [join(ENGINES_FOLDER, 'duckdb', 'program.py'), join(ENGINES_FOLDER, 'python')];
    const program = await startProgram({ command: python, args });
    return {
      version: program.version,
      open: (lake) => program.call('open', lake, duckdbScript(lake.layout)),
      rows: (view) => program.table('rows', view),
      [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
    };
  },
});
