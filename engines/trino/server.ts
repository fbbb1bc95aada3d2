import { join } from 'node:path';
import type { Progress } from '../core/engine.ts';
import { startServer } from '../core/server.ts';
import { findJava } from '../install/java.ts';
import { buildJava } from '../install/maven.ts';
import { type Moto, startMoto } from '../moto/start.ts';
import { runStatement, type TrinoAnswer } from './client.ts';

export const BUCKET = 'lake';

/** Trino over S3 and Glue by moto. */
export type Trino = AsyncDisposable & {
  readonly version: string;
  /** With the bucket {@link BUCKET}. */
  readonly moto: Moto;
  run(database: string, statement: string): Promise<TrinoAnswer>;
};

const JAVA_OPTIONS = [
  '-Xmx2g',
  '-Duser.timezone=UTC',
  '--add-modules=jdk.incubator.vector',
  '--sun-misc-unsafe-memory-access=allow',
  '--enable-native-access=ALL-UNNAMED',
];

/** @throws Unavailable without Java, Maven, Python or the network */
export async function startTrino(progress: Progress): Promise<Trino> {
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
  return {
    version: `Trino ${version}`,
    moto,
    run: (database, statement) => runStatement(url, database, statement),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
