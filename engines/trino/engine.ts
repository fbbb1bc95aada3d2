import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ALL_DATASETS } from '#catalog/datasets.ts';
import { synthesizeCatalog } from '#scripts/synthesize-catalog.ts';
import type { Engine, Progress } from '../core/engine.ts';
import { startServer } from '../core/server.ts';
import type { Lake, Session } from '../core/session.ts';
import { findJava } from '../install/java.ts';
import { buildJava } from '../install/maven.ts';
import { type Moto, startMoto } from '../moto/start.ts';
import { runStatement, type TrinoAnswer } from './client.ts';
import { checkCompaction } from './compaction.ts';
import { checkExamples } from './examples.ts';

const BUCKET = 'lake';
/** The sandbox's first ticket, and the odd lakes', is younger. */
const FIRST_DAY = '2025-01-01';

/** A session that also runs any statement. */
export type TrinoSession = Session & {
  run(statement: string): Promise<TrinoAnswer>;
  /** The Glue database of the lake that is open. */
  database(): string;
};

const JAVA_OPTIONS = [
  '-Xmx2g',
  '-Duser.timezone=UTC',
  '--add-modules=jdk.incubator.vector',
  '--sun-misc-unsafe-memory-access=allow',
  '--enable-native-access=ALL-UNNAMED',
];

/** Trino over S3 and Glue by moto, with the tables and views of the stack's template. */
export const trino: Engine<TrinoSession> = {
  name: 'trino',
  family: 'trino',
  start: (progress) => startTrino(progress),
  more: async (session, { sandbox, records }, progress) => [
    await checkExamples(session, sandbox, progress),
    await checkCompaction(session, new Map([...sandbox, ...records]), progress),
  ],
};

async function startTrino(progress: Progress): Promise<TrinoSession> {
  const javaHome = await findJava([25]);
  const classpath = await buildJava('trino', javaHome, ['pom.xml', 'src/main/java/TrinoServer.java']);
  await using stack = new AsyncDisposableStack();
  const moto = stack.use(await startMoto());
  await moto.createBucket(BUCKET);
  progress('starting the server');
  const server = stack.use(
    await startServer({
      command: join(javaHome, 'bin', 'java'),
      args: [...JAVA_OPTIONS, '-classpath', classpath, 'TrinoServer', moto.url],
      isReady: (line) => line.startsWith('{"url"'),
    }),
  );
  const { url }: { url: string } = JSON.parse(server.ready);
  // A server in a test does not know its own.
  const [, version = 'unknown'] = /trino-main-(\d+)\.jar/.exec(classpath) ?? [];
  const running = stack.move();
  let lakes = 0;
  let database = '';
  const run = (statement: string): Promise<TrinoAnswer> => runStatement(url, database, statement);
  return {
    version: `Trino ${version}`,
    async open(lake) {
      // Trino remembers tables and listings: a new name for each lake.
      lakes += 1;
      database = `lake_${lakes}`;
      await createTables(moto, database, lake);
    },
    rows: (view) => run(`SELECT * FROM "${view}"`),
    run,
    database: () => database,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
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
