import { describe, expect, it } from 'vitest';
import { allResourcesOf, compareTemplates, existBefore } from '#test/support/infra/compare-templates.ts';
import { synthesize } from '#test/support/infra/synthesize.ts';

const RETAINED = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::DynamoDB::GlobalTable'];

const one = synthesize();
const full = synthesize({
  accounts: [{ subdomain: 'acme', resources: ['tickets', 'groups'] }, { subdomain: 'globex' }],
  alarmEmail: 'ops@example.com',
  compactionSchedule: 'rate(1 day)',
  objectExpirationDays: 365,
});

describe.each([
  ['by default', one],
  ['with more options', full],
])('a stack %s', (_, template) => {
  it('leaves its buckets with their policies and its table, and nothing else, when it is deleted', () => {
    const kept = [...allResourcesOf(template).values()].filter(
      ({ DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }) =>
        DeletionPolicy !== 'Delete' || UpdateReplacePolicy !== 'Delete',
    );
    expect(new Set(kept.map(({ Type }) => Type))).toEqual(new Set(RETAINED));
    // Two buckets with a policy each, and the table: none is left out.
    expect(kept).toHaveLength(5);
  });

  it('leaves nothing behind when its creation is rolled back', () => {
    const policies = [...allResourcesOf(template).values()]
      .filter(({ Type }) => RETAINED.includes(Type))
      .map(({ DeletionPolicy, UpdateReplacePolicy }) => ({ DeletionPolicy, UpdateReplacePolicy }));
    expect(policies).toEqual(
      policies.map(() => ({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' })),
    );
    expect(JSON.stringify(template.toJSON())).not.toContain('DeletionProtectionEnabled');
  });

  it('runs nothing before all else exists, so that a rollback finds empty buckets', () => {
    const resources = allResourcesOf(template);
    const idsOf = (isWanted: (type: string) => boolean): string[] =>
      [...resources].filter(([, { Type }]) => isWanted(Type)).map(([id]) => id);
    const groups = idsOf((type) => type === 'AWS::Scheduler::ScheduleGroup');
    const others = idsOf((type) => !type.startsWith('AWS::Scheduler::'))
      // The role of a compaction schedule is needed by this schedule only.
      .filter((id) => !id.startsWith('CompactionRole') && !id.startsWith('CompactionFailed'));
    for (const schedule of idsOf((type) => type === 'AWS::Scheduler::Schedule')) {
      const before = existBefore(template, schedule);
      expect(others.filter((id) => !before.has(id))).toEqual([]);
      expect(groups.filter((id) => before.has(id))).not.toEqual([]);
    }
  });
});

it('no resource of a stack depends on itself by way of others', () => {
  const ids = [...allResourcesOf(full).keys()];
  expect(ids.filter((id) => existBefore(full, id).has(id))).toEqual([]);
});

describe('an update of the stack', () => {
  it('removes and replaces nothing for more accounts, resources and options', () => {
    const more = synthesize({
      accounts: [
        { subdomain: 'acme', schedule: 'rate(1 hour)', resources: ['tickets', 'users'] },
        { subdomain: 'acme', resources: ['calls'] },
        { subdomain: 'globex' },
      ],
      alarmEmail: 'ops@example.com',
      compactionSchedule: 'rate(1 day)',
      objectExpirationDays: 365,
      lakePrefix: 'raw',
    });
    expect(compareTemplates(one, more)).toEqual([]);
  });

  it('removes only the schedule and the alarms of a removed account, and tables of resources without an export', () => {
    expect(compareTemplates(full, synthesize({ ...baseOf('globex'), compactionSchedule: 'rate(1 day)' }))).toEqual([
      'removes AWS::CloudWatch::Alarm',
      'removes AWS::Glue::Table',
      'removes AWS::SNS::Subscription',
      'removes AWS::Scheduler::Schedule',
    ]);
  });

  it('keeps the bucket and the table when it takes up others, or the same by name', () => {
    expect(compareTemplates(one, synthesize({ lakeBucket: 'my-lake', cursorTable: 'my-cursors' }))).toEqual([
      'removes AWS::DynamoDB::GlobalTable, which stays',
      'removes AWS::S3::Bucket, which stays',
      'removes AWS::S3::BucketPolicy, which stays',
    ]);
  });

  it('keeps the results of Athena without a catalog', () => {
    expect(compareTemplates(one, synthesize({ catalog: false, dashboard: false }))).toEqual([
      'removes AWS::Athena::WorkGroup',
      'removes AWS::CloudWatch::Dashboard',
      'removes AWS::Glue::Database',
      'removes AWS::Glue::Table',
      'removes AWS::S3::Bucket, which stays',
      'removes AWS::S3::BucketPolicy, which stays',
    ]);
  });

  it('replaces the tables, which contain no data, with another name of the database', () => {
    expect(compareTemplates(one, synthesize({ catalogDatabase: 'support' }))).toEqual([
      'replaces AWS::Athena::WorkGroup',
      'replaces AWS::Glue::Database',
      'replaces AWS::Glue::Table',
    ]);
  });
});

const baseOf = (subdomain: string) => ({ accounts: [{ subdomain }] });
