import { join } from 'node:path';
import { ALL_DATASETS } from '#catalog/datasets.ts';
import { snowflakeViews } from '#catalog/snowflake.ts';
import { printedCode } from '../core/docs.ts';
import type { Engine } from '../core/engine.ts';
import { ENGINES_FOLDER } from '../core/folders.ts';
import { parseExactly } from '../core/parse-cells.ts';
import { startProgram } from '../core/program.ts';
import type { Cell, Lake, Session, Table } from '../core/session.ts';
import { shapesOf } from '../core/views.ts';
import { installPython } from '../install/python.ts';

/** An emulator of Snowflake on DuckDB. It proves that the views are valid, but not Snowflake's own answers. */
export const fakesnow: Engine = {
  name: 'fakesnow',
  family: 'snowflake',
  // A page of a thousand tickets takes gigabytes of its memory.
  scope: {
    largeLayouts: ['ndjson'],
    except: Object.fromEntries(
      ['ticket_changes', 'ticket_field_history', 'history_gaps'].map((view) => [
        view,
        'the index of FLATTEN is not the position in fakesnow',
      ]),
    ),
  },
  start: startFakesnow,
};

async function startFakesnow(): Promise<Session> {
  const { python } = await installPython('fakesnow', 'fakesnow/requirements.txt');
  const args = [join(ENGINES_FOLDER, 'fakesnow', 'program.py'), join(ENGINES_FOLDER, 'python')];
  const program = await startProgram({ command: python, args });
  const [, create = '', copy = ''] = (printedCode('Snowflake', 'sql')[0] ?? '').split(/;\n/);
  const [, pattern = ''] = /PATTERN = '(.+?)'/.exec(copy) ?? [];
  let open: Lake | undefined;
  return {
    version: program.version,
    async open(lake) {
      open = lake;
      await program.call('load', lake, create, pattern, snowflakeViews(lake.layout, ALL_DATASETS));
    },
    async rows(view) {
      return withArrays(view, await program.table('rows', view), open?.layout ?? 'page');
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** The connector returns an array as JSON text, as Snowflake's own does. */
function withArrays(view: string, { columns, rows }: Table, layout: Lake['layout']): Table {
  const types = new Map(
    shapesOf(layout)
      .get(view)
      ?.columns.map(({ name, type }) => [name, type]),
  );
  const isArray = columns.map((name) => types.get(name) === 'bigints' || types.get(name) === 'texts');
  const read = (cell: Cell, index: number): Cell =>
    isArray[index] === true && typeof cell === 'string' ? asArray(parseExactly(cell)) : cell;
  return { columns, rows: rows.map((row) => row.map(read)) };
}

const asArray = (value: unknown): Cell => (Array.isArray(value) ? value : JSON.stringify(value));
