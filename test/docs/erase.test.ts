import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LAYOUTS } from '#catalog/layout.ts';
import { literal } from '#catalog/sql.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import { openDatabase } from '#sandbox/lake/duckdb.ts';
import { fillHistory, fillLists, fillPeople } from '#sandbox/zendesk/index.ts';
import { ALL_EXPORTS } from '../support/all-exports.ts';
import { plainRow } from '../support/catalog/plain-row.ts';
import { writeLake, type WrittenObject } from '../support/catalog/write-lake.ts';
import { LIST_NAMES, withListPages } from '../support/functions/snapshots.ts';
import { createTestWorld } from '../support/test-world.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'query', 'duckdb-erase.sql'), 'utf8');
const MANY = { total: 100_000, windowSeconds: 60 };
const MENTION = 'Please ask "Ada" (ADA@example.com)';

/** Lands every resource and list of an account with all kinds of changes. */
async function landAccount(layout: (typeof LAYOUTS)[number]) {
  const world = createTestWorld({
    resources: withListPages(20),
    exports: ALL_EXPORTS,
    rateLimit: MANY,
    otherRateLimits: { account: MANY, helpCenter: MANY, ticketFields: MANY, metricEvents: MANY, talk: MANY },
  });
  const { account } = world;
  const history = { tickets: 100, nowMs: world.clock.now(), spanSeconds: 90 * 86_400 };
  fillHistory(account, { ...history, aftermathShare: 0.2 });
  fillPeople(account, history);
  fillLists(account, history);
  account.comment(1, MENTION, { second: Math.floor(world.clock.now() / 1000) - 500 });
  const resources = [...Object.keys(INCREMENTAL_RESOURCES), ...LIST_NAMES].map((name) => ({
    name,
    ...(name === 'tickets' && { include: ['users'], pageSize: 50 }),
    ...(name === 'users' && { include: ['identities'], pageSize: 200 }),
    ...(name === 'ticket_events' && { pageSize: 50 }),
  }));
  await world.invokeAll({ resources, layout, supportTypeScope: 'all' });
  const objects = [...world.lake.objects.values()].map(({ key, body }) => ({ key, body: body.toString() }));
  return { account, objects };
}

/** The members that name people, by resource and list. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  articles: ['author_id'],
  audit_logs: ['actor_id', 'source_id'],
  calls: ['agent_id', 'customer_id'],
  group_memberships: ['user_id'],
  legs: ['agent_id', 'user_id'],
  organization_memberships: ['user_id'],
  satisfaction_ratings: ['assignee_id', 'requester_id'],
  survey_responses: ['responder_id'],
  ticket_events: ['assignee_id', 'author_id', 'previous_value', 'requester_id', 'updater_id'],
  tickets: ['assignee_id', 'collaborator_ids', 'email_cc_ids', 'follower_ids', 'requester_id', 'submitter_id'],
  users: ['(id in a text)', 'id'],
};

const FOUND = z.object({
  dataset: z.string(),
  subdomain: z.string(),
  found_as: z.array(z.string()),
  landed_in: z.string(),
});

/** Runs the script over a lake with these variables. */
async function findPerson(lake: string, settings: string): Promise<z.infer<typeof FOUND>[]> {
  const database = await openDatabase();
  try {
    const [, script = '', query = ''] = /^(.*;)(.*)$/s.exec(SCRIPT.trimEnd().slice(0, -1)) ?? [];
    await database.run(`SET VARIABLE lake = ${literal(lake)};\n${settings}\n${script}`);
    return (await database.rows(query)).map((row) => FOUND.parse(plainRow(row)));
  } finally {
    database.close();
  }
}

/** True if a value of a JSON document is the person's id, or a text with it. */
function hasId(value: unknown, id: number): boolean {
  if (typeof value === 'string') return value.includes(String(id));
  if (typeof value !== 'object' || value === null) return value === id;
  return Object.values(value).some((each) => hasId(each, id));
}

const hasPerson = ({ body }: WrittenObject, id: number): boolean =>
  body.split('\n').some((line) => line !== '' && hasId(JSON.parse(line), id));

describe.each(LAYOUTS)('the query for the objects with the data of a person, %s', (layout) => {
  let folder: string;
  let objects: readonly WrittenObject[];
  /** The result for some agents and end users. */
  let found: ReadonlyMap<number, Awaited<ReturnType<typeof findPerson>>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
    const { account, objects: landed } = await landAccount(layout);
    objects = landed;
    await writeLake(folder, objects);
    const [owner] = account.users.latest();
    const references = account.latestRecords().map(({ id }) => account.current(id).references);
    const requesters = references.map(({ requester }) => requester).slice(0, 8);
    const followers = references.flatMap(({ followers }) => followers).slice(0, 2);
    const copied = references.flatMap(({ ccs }) => ccs).slice(0, 4);
    const people = [...new Set([...(owner ? [owner.id] : []), ...requesters, ...followers, ...copied])];
    const results = people.map(async (person) => [person, await find(`SET VARIABLE person = ${person};`)] as const);
    found = new Map(await Promise.all(results));
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  const find = (settings: string) => findPerson(join(folder, 'zendesk'), settings);

  it('lists every object with the id of the person, and no other', () => {
    for (const [person, rows] of found) {
      const expected = objects.filter((object) => hasPerson(object, person)).map(({ key }) => join(folder, key));
      expect(rows.map((row) => row.landed_in).toSorted()).toEqual(expected.toSorted());
      expect(expected.length).toBeGreaterThan(1);
    }
  });

  it('names the roles of the person in each resource and list', () => {
    const all = [...found.values()].flat();
    const roles = Object.entries(ROLES).map(([dataset, expected]) => {
      const named = new Set(all.filter((row) => row.dataset === dataset).flatMap((row) => row.found_as));
      return [dataset, expected.filter((role) => named.has(role))];
    });
    expect(Object.fromEntries(roles)).toEqual(ROLES);
  });

  it('finds a mention in a comment, in any case', async () => {
    const unknown = 'SET VARIABLE person = 1234567890123;';
    expect(await find(unknown)).toEqual([]);
    for (const mention of ['Ada@Example.com', 'ask "Ada" (']) {
      const rows = await find(`${unknown} SET VARIABLE mentions = [${literal(mention)}];`);
      expect(rows).toMatchObject([{ dataset: 'ticket_events', subdomain: 'acme', found_as: ['(mention)'] }]);
    }
  });

  it('lists an object with a line that cannot be read', async () => {
    const path = join(folder, objects[0]?.key.replace(/-[0-9a-f]{12}/, '-000000000000').replace('.gz', '') ?? '');
    await writeFile(path, Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]));
    expect(await find('SET VARIABLE person = 1234567890123;')).toMatchObject([
      { landed_in: path, found_as: ['(unreadable)'] },
    ]);
    await rm(path);
  });

  it('lists an object that is left out because it cannot be decompressed', async () => {
    const path = join(folder, objects[0]?.key.replace(/-[0-9a-f]{12}/, '-000000000000') ?? '');
    await writeFile(path, path.endsWith('.gz') ? 'not gzip' : '{');
    expect(
      await find(`SET VARIABLE person = 1234567890123; SET VARIABLE unreadable = [${literal(path)}];`),
    ).toMatchObject([{ landed_in: path, found_as: ['(unreadable)'] }]);
    await rm(path);
  });

  it('fails without a person, and for an account without objects', async () => {
    await expect(find('')).rejects.toThrow('SET VARIABLE person');
    await expect(find("SET VARIABLE person = 1; SET VARIABLE subdomain = 'other';")).rejects.toThrow(
      'there are no landed objects',
    );
  });
});
