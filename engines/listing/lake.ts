import { randomUUID } from 'node:crypto';
import { synthesizeCatalog } from '#scripts/synthesize-catalog.ts';
import type { Moto } from '../moto/start.ts';
import { BUCKET } from '../trino/server.ts';

const DAY_SECONDS = 86_400;

/** Each of these has one raw table for the views. */
export const RESOURCES = ['tickets', 'users', 'groups'] as const;

/** A lake whose objects are few and small: only their number and the tables' partitions count. */
export type ListedLake = {
  readonly name: string;
  readonly accounts: number;
  /** Days from the tables' first one to today, both included. */
  readonly days: number;
  /** Objects of tickets in each account. */
  readonly objects: number;
};

/** Writes a lake and creates its tables. Returns the database. */
export async function writeLake(moto: Moto, lake: ListedLake, now: Date): Promise<string> {
  const database = lake.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  const subdomains = Array.from({ length: lake.accounts }, (_, index) => `acme-${index}`);
  const today = Math.floor(now.getTime() / 1000 / DAY_SECONDS) * DAY_SECONDS;
  for (const subdomain of subdomains) {
    const folder = (resource: string, second: number): string =>
      `${database}/${resource}/subdomain=${subdomain}/dt=${dayOf(second)}`;
    for (let index = 0; index < lake.objects; index += 1) {
      const second = today - (index % Math.min(lake.days, 30)) * DAY_SECONDS + index;
      const ticket = { id: index, generated_timestamp: second };
      await moto.put(
        BUCKET,
        `${folder('tickets', second)}/${second}-${second}-${digest()}.json`,
        page('tickets', ticket),
      );
    }
    await moto.put(BUCKET, `${folder('users', today)}/${today}-${today}-${digest()}.json`, page('users', { id: 1 }));
    await moto.put(
      BUCKET,
      `${folder('groups', today)}/${today}-00001-last-${digest()}.json`,
      page('groups', { id: 1 }),
    );
  }
  const tables = synthesizeCatalog({
    bucket: BUCKET,
    prefix: database,
    resources: RESOURCES,
    layout: 'page',
    databaseName: database,
    subdomains,
    firstDay: dayOf(today - (lake.days - 1) * DAY_SECONDS),
  });
  await moto.createDatabase(database, tables);
  return database;
}

export const dayOf = (second: number): string => new Date(second * 1000).toISOString().slice(0, 10);

const digest = (): string => randomUUID().slice(-12);

const page = (member: string, record: object): string => `${JSON.stringify({ [member]: [record] })}\n`;
