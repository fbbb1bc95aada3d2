import type { AwsCheck } from '../aws/checks.ts';
import type { Progress } from '../core/engine.ts';
import { startTrino, type Trino } from '../trino/server.ts';
import { dayOf, type ListedLake, RESOURCES, writeLake } from './lake.ts';

const LAKES: readonly ListedLake[] = [
  { name: '1 account, 1 year', accounts: 1, days: 365, objects: 3 },
  { name: '10 accounts, 1 year', accounts: 10, days: 365, objects: 3 },
  { name: '1 account, 10 years', accounts: 1, days: 3652, objects: 3 },
  { name: '1 account, 1,200 objects', accounts: 1, days: 365, objects: 1200 },
];

/** Reading many objects takes long in a stand-in for S3, and the number of listings differs in these only. */
const QUERIES_OF_MANY_OBJECTS = new Set(['tickets_latest', 'malformed']);

/** Days that a query of a stretch of days reads. */
const STRETCH = 7;

/** S3 lists at most this many objects in one request. */
const KEYS = 1000;

type Query = {
  readonly name: string;
  readonly sql: string;
  /** The LIST requests that it takes. */
  readonly lists: (lake: ListedLake) => number;
};

const perAccount = ({ objects }: ListedLake): number => Math.ceil(objects / KEYS);

const perLake = (lake: ListedLake): number => lake.accounts * perAccount(lake);

/** Trino lists a day without objects twice. The objects of these lakes are of the last days. */
const perDays = ({ accounts, objects }: ListedLake, days: number): number =>
  accounts * (2 * days - Math.min(days, objects));

const count = (from: string): string => `SELECT count(*) FROM ${from}`;

function queriesOn(now: Date): readonly Query[] {
  const since = dayOf(now.getTime() / 1000 - (STRETCH - 1) * 86_400);
  return [
    { name: 'tickets_latest', sql: count('tickets_latest'), lists: perLake },
    { name: 'tickets', sql: count('tickets'), lists: perLake },
    {
      name: 'tickets_latest of one account',
      sql: count("tickets_latest WHERE subdomain = 'acme-0'"),
      lists: perAccount,
    },
    {
      name: 'malformed',
      sql: count('malformed'),
      lists: (lake) => perLake(lake) + (RESOURCES.length - 1) * lake.accounts,
    },
    { name: 'groups', sql: count('groups'), lists: ({ accounts }) => accounts },
    { name: 'groups_snapshots', sql: count('groups_snapshots'), lists: ({ accounts }) => accounts },
    {
      name: 'tickets_raw, 7 days',
      sql: count(`tickets_raw WHERE dt >= '${since}'`),
      lists: (lake) => perDays(lake, STRETCH),
    },
    { name: 'tickets_raw, all days', sql: count('tickets_raw'), lists: (lake) => perDays(lake, lake.days) },
  ];
}

/** Counts the requests to S3 that one query of each view takes in Trino, and compares them with the formula of the docs. */
export async function runListing(progress: Progress): Promise<AwsCheck[]> {
  await using trino = await startTrino(progress);
  const now = new Date();
  const checks: AwsCheck[] = [];
  for (const lake of LAKES) {
    progress(lake.name);
    const database = await writeLake(trino.moto, lake, now);
    const queries = queriesOn(now).filter(({ name }) => lake.objects <= KEYS || QUERIES_OF_MANY_OBJECTS.has(name));
    for (const query of queries) {
      const check = await checkQuery(trino, lake, database, query);
      progress(`${check.name}: ${check.passed}`);
      checks.push(check);
    }
  }
  return checks;
}

async function checkQuery(
  trino: Trino,
  lake: ListedLake,
  database: string,
  { name, sql, lists }: Query,
): Promise<AwsCheck> {
  await trino.moto.takeCounts();
  await trino.run(database, sql);
  const { LIST = 0, GET = 0, HEAD = 0 } = await trino.moto.takeCounts();
  const expected = lists(lake);
  return {
    name: `${lake.name}: ${name}`,
    passed: `${LIST} LIST, ${GET} GET, ${HEAD} HEAD`,
    failures: LIST === expected ? [] : [`${LIST} LIST requests, and ${expected} were expected`],
  };
}
