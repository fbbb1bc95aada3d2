import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { TICKET_COLUMNS } from '#catalog/columns/tickets.ts';
import { resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

const column = z.object({ Name: z.string(), Type: z.string(), Comment: z.optional(z.string()) });
const tableInput = z.looseObject({
  Name: z.string(),
  TableType: z.string(),
  Owner: z.optional(z.string()),
  Description: z.optional(z.string()),
  Parameters: z.record(z.string(), z.unknown()),
  PartitionKeys: z.array(column),
  StorageDescriptor: z.looseObject({ Columns: z.array(column) }),
  ViewOriginalText: z.optional(z.string()),
});

/** The catalog's tables and views by name. */
function tablesOf(template: ReturnType<typeof synthesize>): ReadonlyMap<string, z.infer<typeof tableInput>> {
  const inputs = resourcesOf(template, 'AWS::Glue::Table').map(([, { Properties }]) =>
    tableInput.parse(Properties['TableInput']),
  );
  return new Map(inputs.map((input) => [input.Name, input]));
}

const viewColumns = z.object({
  originalSql: z.string(),
  catalog: z.literal('awsdatacatalog'),
  schema: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
});

const viewIn = (text = ''): z.infer<typeof viewColumns> => {
  const [, base64 = ''] = /^\/\* Presto View: (\S+) \*\/$/.exec(text) ?? [];
  return viewColumns.parse(JSON.parse(Buffer.from(base64, 'base64').toString()));
};

const sideload = (dataset: string, ...members: string[]): string[] => members.map((member) => `${dataset}_${member}`);

/** The views over each resource. */
const VIEWS: Readonly<Record<string, readonly string[]>> = {
  tickets: ['tickets', 'tickets_latest'],
  users: ['users', 'users_latest'],
  organizations: ['organizations', 'organizations_latest'],
  ticket_events: ['ticket_events'],
  ticket_metric_events: ['ticket_metric_events'],
  calls: ['calls', 'calls_latest'],
  legs: ['legs', 'legs_latest'],
  articles: ['articles', 'articles_latest'],
};
const SIDELOADS: Readonly<Record<string, readonly string[]>> = {
  tickets: sideload('tickets', 'users', 'groups', 'organizations', 'metric_sets', 'sharing_agreements', 'ticket_forms'),
  users: sideload('users', 'identities', 'organizations', 'groups', 'roles', 'abilities'),
};
const RESOURCES = Object.keys(VIEWS);

/** The views that are derived from several records of all these resources. */
const DERIVED = ['history_gaps', 'ticket_changes', 'ticket_comments', 'ticket_field_history', 'ticket_sla_applied'];

const rawTables = (folder: string): string[] => [`${folder}_raw`, `${folder}_raw_all`];
const viewsOf = (resource: string): string[] => [...(VIEWS[resource] ?? []), ...(SIDELOADS[resource] ?? [])];

describe('the catalog over pages', () => {
  const accounts = [
    { subdomain: 'acme', startTime: '2021-03-04T00:00:00Z' },
    { subdomain: 'globex', startTime: 1_500_000_000 },
  ];
  const tables = tablesOf(synthesize({ accounts, lakePrefix: 'raw/zendesk' }));
  const raw = tables.get('tickets_raw');

  it('creates the views, and two tables over the same objects', () => {
    expect([...tables.keys()].sort()).toEqual([...viewsOf('tickets'), ...rawTables('tickets'), 'malformed'].sort());
  });

  it('tickets_raw finds objects by projection alone, for these accounts, since the year of the first startTime', () => {
    expect(raw).toMatchObject({
      PartitionKeys: [
        { Name: 'subdomain', Type: 'string' },
        { Name: 'dt', Type: 'string' },
      ],
      TableType: 'EXTERNAL_TABLE',
    });
    expect(raw?.Parameters).toEqual({
      classification: 'json',
      'projection.enabled': 'true',
      'projection.subdomain.type': 'enum',
      'projection.subdomain.values': 'acme,globex',
      'projection.dt.type': 'date',
      'projection.dt.format': 'yyyy-MM-dd',
      'projection.dt.range': '2017-01-01,NOW',
    });
  });

  it('tickets_raw_all is partitioned by account alone, so a query lists an account in one go', () => {
    const all = tables.get('tickets_raw_all');
    expect(all?.PartitionKeys).toEqual([{ Name: 'subdomain', Type: 'string' }]);
    expect(all?.Parameters).toEqual({
      classification: 'json',
      'projection.enabled': 'true',
      'projection.subdomain.type': 'enum',
      'projection.subdomain.values': 'acme,globex',
    });
    expect(all?.StorageDescriptor).toEqual(raw?.StorageDescriptor);
  });

  it('tables read lines of JSON and ignore lines that are not JSON', () => {
    expect(raw?.StorageDescriptor).toMatchObject({
      Location: { 'Fn::Join': ['', ['s3://', { Ref: 'LakeBucketB1D32E10' }, '/raw/zendesk/tickets/']] },
      InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      SerdeInfo: {
        SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
        Parameters: { 'ignore.malformed.json': 'true', 'case.insensitive': 'false' },
      },
    });
  });

  it('tables have a column for the tickets and for each sideload, with every field as a string', () => {
    const columns = new Map(raw?.StorageDescriptor.Columns.map(({ Name, Type }) => [Name, Type]));
    const members = SIDELOADS['tickets']?.map((name) => name.replace('tickets_', '')) ?? [];
    expect([...columns.keys()]).toEqual(['tickets', ...members]);
    const fields = TICKET_COLUMNS.map(({ name }) => `${name}:string`);
    expect(columns.get('tickets')).toBe(`array<struct<${fields.join(',')}>>`);
    // Glue's limit: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-tables.html
    for (const type of columns.values()) expect(type.length).toBeLessThan(131_072);
  });

  it('tickets_raw begins this year if the first startTime is in the future', () => {
    const accounts = [{ subdomain: 'acme', startTime: '2099-01-01T00:00:00Z' }];
    const range = tablesOf(synthesize({ accounts })).get('tickets_raw')?.Parameters['projection.dt.range'];
    expect(range).toBe(`${new Date().getUTCFullYear()}-01-01,NOW`);
  });

  it('tickets_raw begins on firstDay, which the settings file has', () => {
    const accounts = [{ subdomain: 'acme', firstDay: '2019-03-04' }];
    const range = tablesOf(synthesize({ accounts })).get('tickets_raw')?.Parameters['projection.dt.range'];
    expect(range).toBe('2019-03-04,NOW');
  });

  it('tickets_raw begins in 2007, when Zendesk was founded, if an export begins at 0', () => {
    const range = tablesOf(synthesize()).get('tickets_raw')?.Parameters['projection.dt.range'];
    expect(range).toBe('2007-01-01,NOW');
  });
});

describe('the catalog over pages of all resources', () => {
  const tables = tablesOf(synthesize({ accounts: [{ subdomain: 'acme', resources: RESOURCES }] }));
  const views = RESOURCES.flatMap(viewsOf);

  it('creates the views of each resource, and two tables over its objects', () => {
    expect([...tables.keys()].sort()).toEqual(
      [...views, ...DERIVED, ...RESOURCES.flatMap(rawTables), 'malformed'].sort(),
    );
  });

  it.each([
    ...RESOURCES.flatMap((resource) => viewsOf(resource).map((name) => [name, resource])),
    ['malformed', 'tickets'],
  ])('the view %s is stored as Athena and Trino expect it', (name, resource) => {
    const view = tables.get(name);
    expect(view).toMatchObject({
      TableType: 'VIRTUAL_VIEW',
      // Without an owner, or with a description, Trino does not find the view.
      Owner: 'hadoop',
      Parameters: { presto_view: 'true', comment: 'Presto View' },
      PartitionKeys: [],
    });
    expect(view?.Description).toBeUndefined();
    // Glue's limit: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-tables.html
    expect(view?.ViewOriginalText?.length).toBeLessThan(409_600);
    const inside = viewIn(view?.ViewOriginalText);
    expect(inside.schema).toBe('zendesk_lake');
    const from = name.endsWith('_latest') ? resource : `${resource}_raw_all`;
    expect(inside.originalSql).toContain(`FROM "${from}"`);
    const columns = view?.StorageDescriptor.Columns ?? [];
    expect(columns.map(({ Name }) => Name)).toEqual(inside.columns.map(({ name }) => name));
    const spelt = new Map([
      ['bigint', 'bigint'],
      ['boolean', 'boolean'],
      ['string', 'varchar'],
      ['timestamp', 'timestamp(3)'],
      ['array<bigint>', 'array(bigint)'],
      ['array<string>', 'array(varchar)'],
    ]);
    expect(columns.map(({ Type }) => spelt.get(Type))).toEqual(inside.columns.map(({ type }) => type));
  });

  it('each column has a comment in one view, and in no other table of its resource', () => {
    for (const name of tables.keys()) {
      const comments = tables.get(name)?.StorageDescriptor.Columns.map(({ Comment = '' }) => Comment.length) ?? [];
      const isCommented = !name.includes('_raw') && !tables.has(`${name}_latest`);
      expect([name, comments.every((length) => (isCommented ? length > 0 && length <= 255 : length === 0))]).toEqual([
        name,
        true,
      ]);
    }
  });
});

it('only the resources of some account have tables', () => {
  const accounts = [
    { subdomain: 'acme', resources: ['users', { name: 'tickets', pageSize: 100 }] },
    { subdomain: 'globex', resources: ['legs'] },
  ];
  const tables = tablesOf(synthesize({ accounts }));
  const resources = ['tickets', 'users', 'legs'];
  expect([...tables.keys()].sort()).toEqual(
    [...resources.flatMap((resource) => [...viewsOf(resource), ...rawTables(resource)]), 'malformed'].sort(),
  );
  const sql = viewIn(tables.get('malformed')?.ViewOriginalText).originalSql;
  expect([...sql.matchAll(/FROM "(\w+)"/g)].map(([, name]) => name)).toEqual(
    resources.map((name) => `${name}_raw_all`),
  );
});

describe('the catalog over single records', () => {
  const accounts = [{ subdomain: 'acme', layout: 'ndjson' as const, resources: RESOURCES }];
  const tables = tablesOf(synthesize({ accounts, lakePrefix: 'zendesk-ndjson', catalogDatabase: 'support' }));

  it('creates the same views, and two tables for each resource and sideload', () => {
    const views = [...RESOURCES.flatMap(viewsOf), ...DERIVED];
    const folders = [...RESOURCES, ...Object.values(SIDELOADS).flat()];
    expect([...tables.keys()].sort()).toEqual([...views, ...folders.flatMap(rawTables), 'malformed'].sort());
    const pages = tablesOf(synthesize({ accounts: [{ subdomain: 'acme', resources: RESOURCES }] }));
    for (const name of [...views, 'malformed']) {
      expect(tables.get(name)?.StorageDescriptor.Columns).toEqual(pages.get(name)?.StorageDescriptor.Columns);
    }
  });

  it('tables read each dataset from its own folder', () => {
    expect(tables.get('tickets_raw')?.StorageDescriptor.Columns).toHaveLength(TICKET_COLUMNS.length);
    expect(tables.get('tickets_users_raw')?.StorageDescriptor).toMatchObject({
      Location: { 'Fn::Join': ['', ['s3://', { Ref: 'LakeBucketB1D32E10' }, '/zendesk-ndjson/tickets_users/']] },
    });
    expect(viewIn(tables.get('tickets_users')?.ViewOriginalText)).toMatchObject({ schema: 'support' });
  });
});

it('catalog: false creates no catalog, workgroup or bucket for results', () => {
  const template = synthesize({ catalog: false });
  for (const type of ['AWS::Glue::Table', 'AWS::Glue::Database', 'AWS::Athena::WorkGroup']) {
    expect(resourcesOf(template, type)).toEqual([]);
  }
  expect(resourcesOf(template, 'AWS::S3::Bucket').map(([id]) => id)).toEqual(['LakeBucketB1D32E10']);
});
