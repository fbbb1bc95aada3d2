import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { A, B, createLake, FOLDER, openLake, ticket } from '#test/support/catalog/lake.ts';
import { compareTemplates } from '#test/support/infra/compare-templates.ts';
import { resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

const tableInput = z.looseObject({
  Name: z.string(),
  Parameters: z.record(z.string(), z.string()),
  StorageDescriptor: z.looseObject({ Columns: z.unknown(), Location: z.unknown() }),
});
type Table = z.infer<typeof tableInput>;

/** The tables and views of a template by logical id. */
const tablesOf = (template: Template): ReadonlyMap<string, Table> =>
  new Map(
    resourcesOf(template, 'AWS::Glue::Table').map(([id, { Properties }]) => [
      id,
      tableInput.parse(Properties['TableInput']),
    ]),
  );

const acme = { subdomain: 'acme', resources: ['tickets', 'groups'], startTime: '2020-05-01T00:00:00Z' };
const globex = { ...acme, subdomain: 'globex', startTime: '2015-05-01T00:00:00Z' };
const before = synthesize({ accounts: [acme] });
const old = tablesOf(before);

const namesOf = (tables: ReadonlyMap<string, Table>, ids: Iterable<string>): string[] =>
  [...ids].map((id) => tables.get(id)?.Name ?? '').toSorted();

/** The names of tables that change, and of those that only one template has. */
function changesTo(template: Template, of = old): { changed: string[]; added: string[]; removed: string[] } {
  const now = tablesOf(template);
  const both = [...of.keys()].filter((id) => now.has(id));
  return {
    changed: namesOf(
      now,
      both.filter((id) => JSON.stringify(of.get(id)) !== JSON.stringify(now.get(id))),
    ),
    added: namesOf(
      now,
      [...now.keys()].filter((id) => !of.has(id)),
    ),
    removed: namesOf(
      of,
      [...of.keys()].filter((id) => !now.has(id)),
    ),
  };
}

const byName = (tables: ReadonlyMap<string, Table>): ReadonlyMap<string, Table> =>
  new Map([...tables.values()].map((table) => [table.Name, table]));

const parameter = (template: Template, table: string, name: string): string | undefined =>
  byName(tablesOf(template)).get(table)?.Parameters[`projection.${name}`];

const RAW = ['groups_raw_all', 'tickets_raw', 'tickets_raw_all'];

// docs/deploying.md, "When options change"
describe('the tables of Athena after a change of options', () => {
  const two = synthesize({ accounts: [acme, globex] });

  it('read the added account as well, from its first day on', () => {
    expect(changesTo(two)).toEqual({ changed: RAW, added: [], removed: [] });
    expect(parameter(two, 'tickets_raw_all', 'subdomain.values')).toBe('acme,globex');
    expect(parameter(two, 'tickets_raw', 'dt.range')).toBe('2015-01-01,NOW');
    expect(compareTemplates(before, two)).toEqual([]);
  });

  it('no longer read a removed account', () => {
    expect(parameter(before, 'tickets_raw_all', 'subdomain.values')).toBe('acme');
    expect(changesTo(before, tablesOf(two))).toEqual({ changed: RAW, added: [], removed: [] });
    expect(compareTemplates(two, before)).toEqual([
      'removes AWS::CloudWatch::Alarm',
      'removes AWS::Scheduler::Schedule',
    ]);
  });

  it('stay the same if include, compression or the schedule changes, or compaction is on', () => {
    const other = { ...acme, include: ['users'], compression: 'none' as const, schedule: 'rate(1 hour)' };
    const after = synthesize({ accounts: [other], compactionSchedule: 'rate(1 day)' });
    expect(changesTo(after)).toEqual({ changed: [], added: [], removed: [] });
    expect([...byName(old).keys()]).toContain('tickets_users');
    expect(compareTemplates(after, before)).not.toContain('removes AWS::Glue::Table');
  });

  it('lose those of a removed resource, and no data', () => {
    const after = synthesize({ accounts: [{ ...acme, resources: ['tickets'] }] });
    expect(changesTo(after)).toEqual({
      changed: ['malformed'],
      added: [],
      removed: ['groups', 'groups_raw_all', 'groups_snapshots'],
    });
    expect(compareTemplates(before, after)).toEqual(['removes AWS::Glue::Table']);
  });

  it('only read the new prefix, and keep their columns and views', () => {
    const after = synthesize({ accounts: [acme], lakePrefix: 'raw' });
    expect(changesTo(after)).toEqual({ changed: RAW, added: [], removed: [] });
    for (const name of RAW) {
      const [table, same] = [byName(tablesOf(after)).get(name), byName(old).get(name)];
      expect(table?.StorageDescriptor.Columns).toEqual(same?.StorageDescriptor.Columns);
      expect(JSON.stringify(table?.StorageDescriptor.Location)).toContain('/raw/');
    }
  });

  it('get the columns of the new layout', () => {
    const accounts = [{ ...acme, layout: 'ndjson' as const }];
    const { changed, added, removed } = changesTo(synthesize({ accounts, lakePrefix: 'raw' }));
    expect(changed).toEqual(expect.arrayContaining(['tickets', 'tickets_raw', 'tickets_users', 'malformed']));
    expect(added).toEqual(expect.arrayContaining(['tickets_users_raw', 'tickets_users_raw_all']));
    expect(removed).toEqual([]);
  });

  it('begin at another day if firstDay changes, except those that the views read', () => {
    const after = synthesize({ accounts: [{ ...acme, firstDay: '2019-02-03' }] });
    expect(changesTo(after)).toEqual({ changed: ['tickets_raw'], added: [], removed: [] });
    expect(parameter(after, 'tickets_raw', 'dt.range')).toBe('2019-02-03,NOW');
  });

  it('disappear without a catalog, and move to another database with its name', () => {
    const without = synthesize({ accounts: [acme], catalog: false });
    expect(compareTemplates(before, without)).toEqual([
      'removes AWS::Athena::WorkGroup',
      'removes AWS::Glue::Database',
      'removes AWS::Glue::Table',
      'removes AWS::S3::Bucket, which stays',
      'removes AWS::S3::BucketPolicy, which stays',
    ]);
    const other = synthesize({ accounts: [acme], catalogDatabase: 'support' });
    expect(compareTemplates(before, other)).toEqual([
      'replaces AWS::Athena::WorkGroup',
      'replaces AWS::Glue::Database',
      'replaces AWS::Glue::Table',
    ]);
  });
});

describe('a lake after a change of options, read by DuckDB', () => {
  const objects = [
    { name: A, tickets: [ticket(1, 1)] },
    { name: B, tickets: [ticket(2, 1)], subdomain: 'globex' },
  ];

  it('still shows the rows of a removed account', async () => {
    const tables = await openLake(await createLake('page', objects), 'page');
    expect(await tables.rows('SELECT subdomain, id FROM tickets_latest ORDER BY id')).toEqual([
      { subdomain: 'acme', id: 1n },
      { subdomain: 'globex', id: 2n },
    ]);
  });

  it.each([
    ['page', 'ndjson'],
    ['ndjson', 'page'],
  ] as const)('hides objects of the layout %s from the tables of %s, and lists each as malformed', async (was, is) => {
    const lake = await createLake(was, objects.slice(0, 1));
    await createLake(is, objects.slice(1), lake);
    const tables = await openLake(lake, is);
    expect(await tables.rows('SELECT id FROM tickets_latest')).toEqual([{ id: 2n }]);
    expect(await tables.rows('SELECT subdomain, passed_over FROM malformed')).toEqual([
      { subdomain: 'acme', passed_over: 1n },
    ]);
  });

  it('keeps sideloads that are no longer requested, as last read', async () => {
    const lake = await createLake('page', [{ name: B, tickets: [ticket(1, 2)] }]);
    const page = `{"tickets":[${ticket(1, 1)}],"users":[{"id":7,"name":"Ada"}],"count":1,"end_of_stream":true}`;
    await writeFile(join(lake, FOLDER, A), gzipSync(page));
    const tables = await openLake(lake, 'page');
    expect(await tables.rows('SELECT id, name FROM tickets_users')).toEqual([{ id: 7n, name: 'Ada' }]);
  });
});
