import { createServer } from 'node:net';
import { join } from 'node:path';
import { WORK_FOLDER } from '../core/folders.ts';
import { startServer } from '../core/server.ts';
import { findJava } from '../install/java.ts';
import { buildJava } from '../install/maven.ts';

export const DYNAMODB_LOCAL = 'DynamoDB Local 2.6.1';

/** AWS's own emulator of DynamoDB, in memory. */
export type DynamoDbLocal = AsyncDisposable & { readonly url: string };

const MAIN = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner';
const POLL_MS = 200;
const POLLS = 300;

/** @throws Unavailable without Java, Maven or the network */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const javaHome = await findJava([17, 21, 25]);
  const classpath = await buildJava('dynamodb-local', javaHome, ['pom.xml']);
  const port = await freePort();
  const args = ['-Xmx256m', '-classpath', classpath, MAIN, '-inMemory', '-sharedDb', '-port', String(port)];
  const server = await startServer({
    command: join(javaHome, 'bin', 'java'),
    args,
    // It writes a file into the folder that it runs in.
    cwd: WORK_FOLDER,
    isReady: (line) => line.includes('Initializing DynamoDB Local'),
  });
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(url);
  return { url, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** It takes no port 0, and does not say when it listens. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function untilItAnswers(url: string): Promise<void> {
  for (let polls = 0; polls < POLLS; polls += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`DynamoDB Local does not answer after ${(POLLS * POLL_MS) / 1000} s`);
}
