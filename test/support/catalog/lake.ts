import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { DATASETS } from '#catalog/datasets.ts';
import type { Layout } from '#catalog/layout.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { temporaryFolder } from '../sandbox/aws/temporary-folder.ts';

/** An object of a lake. */
export type Landed = {
  /** `0000000001-0000000002-aaaaaaaaaaaa.json.gz` */
  readonly name: string;
  readonly tickets: readonly string[];
  readonly subdomain?: string;
  readonly dt?: string;
  /** Epoch seconds. */
  readonly writtenAt?: number;
};

/** Names of two objects. */
export const A = '0000000001-0000000002-aaaaaaaaaaaa.json.gz';
export const B = '0000000002-0000000003-bbbbbbbbbbbb.json.gz';

/** The folder of the objects that name neither account nor day. */
export const FOLDER = 'tickets/subdomain=acme/dt=2026-01-01';

/** The JSON of a ticket. */
export const ticket = (id: number | bigint, second: number, more = ''): string =>
  `{"id":${id},"generated_timestamp":${second}${more}}`;

/** The body of an object with these tickets. */
export const bodyIn: Readonly<Record<Layout, (tickets: readonly string[]) => string>> = {
  page: (tickets) => `{"tickets":[${tickets.join(',')}],"count":${tickets.length},"end_of_stream":true}`,
  ndjson: (tickets) => tickets.map((text) => `${text}\n`).join(''),
};

/** Creates a lake with these objects, written one second after the other unless they say when. */
export async function createLake(layout: Layout, objects: readonly Landed[], lake?: string): Promise<string> {
  const folder = lake ?? (await temporaryFolder());
  for (const [index, { name, tickets, ...where }] of objects.entries()) {
    const { subdomain = 'acme', dt = '2026-01-01', writtenAt = 1_800_000_000 + index } = where;
    const text = bodyIn[layout](tickets);
    const path = join(folder, 'tickets', `subdomain=${subdomain}`, `dt=${dt}`, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, name.endsWith('.gz') ? gzipSync(text) : text);
    await utimes(path, writtenAt, writtenAt);
  }
  return folder;
}

/**
 * Opens the tables of tickets over a lake until the test ends.
 *
 * @param settings - statements that run before the script
 */
export async function openLake(lake: string, layout: Layout, settings = ''): Promise<Database> {
  const tables = await openTables(lake, layout, [DATASETS.tickets], settings);
  onTestFinished(() => tables.close());
  return tables;
}
