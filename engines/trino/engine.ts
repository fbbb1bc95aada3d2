import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ALL_DATASETS } from '#catalog/datasets.ts';
import { synthesizeCatalog } from '#scripts/synthesize-catalog.ts';
import type { Engine, Progress } from '../core/engine.ts';
import type { Lake, Session } from '../core/session.ts';
import type { Moto } from '../moto/start.ts';
import type { TrinoAnswer } from './client.ts';
import { checkCompaction } from './compaction.ts';
import { checkExamples } from './examples.ts';
import { BUCKET, startTrino } from './server.ts';

/** The sandbox's first ticket, and the odd lakes', is younger. */
const FIRST_DAY = '2025-01-01';

/** A session that also runs any statement. */
export type TrinoSession = Session & {
  run(statement: string): Promise<TrinoAnswer>;
  /** The Glue database of the lake that is open. */
  database(): string;
};

/** Trino over S3 and Glue by moto, with the tables and views of the stack's template. */
export const trino: Engine<TrinoSession> = {
  name: 'trino',
  family: 'trino',
  start: openSession,
  more: async (session, { sandbox, records }, progress) => [
    await checkExamples(session, sandbox, progress),
    await checkCompaction(session, new Map([...sandbox, ...records]), progress),
  ],
};

async function openSession(progress: Progress): Promise<TrinoSession> {
  const trino = await startTrino(progress);
  let lakes = 0;
  let database = '';
  const run = (statement: string): Promise<TrinoAnswer> => trino.run(database, statement);
  return {
    version: trino.version,
    async open(lake) {
      // Trino remembers tables and listings: a new name for each lake.
      lakes += 1;
      database = `lake_${lakes}`;
      await createTables(trino.moto, database, lake);
    },
    rows: (view) => run(`SELECT * FROM "${view}"`),
    run,
    database: () => database,
    [Symbol.asyncDispose]: () => trino[Symbol.asyncDispose](),
  };
}

async function createTables(moto: Moto, database: string, { path, layout }: Lake): Promise<void> {
  await moto.upload(path, BUCKET, database);
  const folders = await Promise.all((await readdir(path)).map((dataset) => readdir(join(path, dataset))));
  const accounts = folders.flat().map((folder) => folder.replace('subdomain=', ''));
  const tables = synthesizeCatalog({
    bucket: BUCKET,
    prefix: database,
    resources: ALL_DATASETS.map(({ name }) => name),
    layout,
    databaseName: database,
    subdomains: accounts,
    firstDay: FIRST_DAY,
  });
  await moto.createDatabase(database, tables);
}
