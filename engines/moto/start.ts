import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as z from 'zod/mini';
import type { TableInput } from '#scripts/synthesize-catalog.ts';
import { ENGINES_FOLDER } from '../core/folders.ts';
import { startServer } from '../core/server.ts';
import { installPython } from '../install/python.ts';

/** S3 and Glue in memory. */
export type Moto = AsyncDisposable & {
  readonly url: string;
  createBucket(bucket: string): Promise<void>;
  /** Uploads a folder below a prefix, with the files' times of writing. */
  upload(folder: string, bucket: string, prefix: string): Promise<void>;
  /** Puts an object. */
  put(bucket: string, key: string, body: string | Uint8Array<ArrayBuffer>): Promise<void>;
  /** The requests to S3 since the last call, by kind: `LIST`, `GET`, `HEAD` and others. */
  takeCounts(): Promise<Readonly<Record<string, number>>>;
  createSecret(name: string, value: string): Promise<void>;
  /** Creates a database with these tables, and deletes the one of this name before. */
  createDatabase(database: string, tables: readonly TableInput[]): Promise<void>;
};

/** Moto checks no signature, but takes service and region from its scope. */
const headersFor = (service: string, target: string): Readonly<Record<string, string>> => ({
  Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  'Content-Type': 'application/x-amz-json-1.1',
  'X-Amz-Target': target,
});

/** @throws Unavailable without Python or the network */
export async function startMoto(): Promise<Moto> {
  const { python } = await installPython('moto', 'moto/requirements.txt');
  const server = await startServer({
    command: python,
    args: [join(ENGINES_FOLDER, 'moto', 'server.py')],
    isReady: (line) => line.startsWith('{"port"'),
  });
  const { port }: { port: number } = JSON.parse(server.ready);
  const url = `http://127.0.0.1:${port}`;
  const call = (service: string, target: string, input: object): Promise<Response> =>
    request(url, { method: 'POST', headers: headersFor(service, target), body: JSON.stringify(input) });
  const glue = (operation: string, input: object): Promise<Response> => call('glue', `AWSGlue.${operation}`, input);
  return {
    url,
    createBucket: async (bucket) => void (await request(`${url}/${bucket}`, { method: 'PUT' })),
    upload: (folder, bucket, prefix) => upload(url, folder, bucket, prefix),
    put: (bucket, key, body) => put(url, bucket, key, body),
    takeCounts: async () => z.record(z.string(), z.number()).parse(await (await fetch(`${url}/take-counts`)).json()),
    createSecret: async (name, value) =>
      void (await call('secretsmanager', 'secretsmanager.CreateSecret', { Name: name, SecretString: value })),
    async createDatabase(database, tables) {
      await glue('DeleteDatabase', { Name: database }).catch(() => undefined);
      await glue('CreateDatabase', { DatabaseInput: { Name: database } });
      for (const table of tables) await glue('CreateTable', { DatabaseName: database, TableInput: table });
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function put(url: string, bucket: string, key: string, body: string | Uint8Array<ArrayBuffer>): Promise<void> {
  await request(`${url}/${bucket}/${encodeURI(key)}`, { method: 'PUT', body });
}

async function upload(url: string, folder: string, bucket: string, prefix: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const times: [string, string, number][] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const key = `${prefix}/${relative(folder, file)}`;
    await put(url, bucket, key, await readFile(file));
    times.push([bucket, key, (await stat(file)).mtimeMs / 1000]);
  }
  await request(`${url}/times-of-writing`, { method: 'POST', body: JSON.stringify(times) });
}

/** @throws Error if the answer is not a success */
async function request(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`moto answers ${response.status}: ${(await response.text()).slice(0, 300)}`);
  return response;
}
