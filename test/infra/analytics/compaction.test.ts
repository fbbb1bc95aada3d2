import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  compactedViews,
  createIcebergTable,
  mergeDerivedView,
  mergeIntoIceberg,
  optimizeIceberg,
  vacuumIceberg,
} from '#catalog/iceberg.ts';
import type { IncrementalDataset } from '#catalog/dataset.ts';
import { DATASETS } from '#catalog/datasets.ts';
import { compact, definitionOf } from '#test/support/infra/compact.ts';
import { parseMachine } from '#test/support/infra/run-state-machine.ts';
import { logicalIdOf, resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

const statementsFor = (dataset: IncrementalDataset): string[] => [
  createIcebergTable({
    dataset,
    database: 'zendesk_lake',
    location: `s3://<reference>/raw_iceberg/${dataset.name}/`,
  }),
  mergeIntoIceberg(dataset),
  optimizeIceberg(dataset),
  vacuumIceberg(dataset),
];

describe('the compaction', () => {
  const accounts = [
    { subdomain: 'acme', resources: ['tickets', 'calls'] },
    { subdomain: 'globex', resources: ['users', 'tickets'] },
  ];
  const template = synthesize({ accounts, compactionSchedule: 'cron(0 3 * * ? *)', lakePrefix: 'raw' });
  const { tickets, users, calls } = DATASETS;

  it('runs the statements of every exported resource in order in the workgroup', () => {
    const { run, statements } = compact(template);
    run();
    expect(statements()).toEqual([tickets, users, calls].flatMap(statementsFor));
  });

  it('merges comments and field histories if ticket events are exported', () => {
    const events = [{ subdomain: 'acme', resources: ['ticket_events'] }];
    const { run, statements } = compact(synthesize({ accounts: events, compactionSchedule: 'rate(1 day)' }));
    run();
    const merges = statements().filter((each) => each.startsWith('MERGE'));
    expect(merges).toEqual([
      mergeIntoIceberg(DATASETS.ticket_events),
      ...compactedViews([DATASETS.ticket_events]).map(mergeDerivedView),
    ]);
    expect(merges).toHaveLength(3);
  });

  it('runs each statement to its end', () => {
    const definition = definitionOf(template);
    const tasks = [...definition.matchAll(/"Resource":"([^"]+)"/g)].map(([, resource]) => resource);
    expect(tasks).toHaveLength(4);
    for (const resource of tasks) expect(resource).toMatch(/:states:::athena:startQueryExecution\.sync$/);
  });

  it.each([
    ['CREATE TABLE', 3],
    ['MERGE INTO', 3],
    ['VACUUM', 21],
  ])('ends with a failure if a %s fails %d times, but only after all other resources', (statement, attempts) => {
    const failing = new RegExp(`^${statement}.*tickets_iceberg`);
    const { run, statements, countAttempts } = compact(template, { matches: failing, fails: true });
    expect(run).toThrow('the execution failed in SomeFailed');
    const reached = statementsFor(tickets).slice(
      0,
      statementsFor(tickets).findIndex((each) => each.startsWith(statement)) + 1,
    );
    expect(statements()).toEqual([...reached, ...[users, calls].flatMap(statementsFor)]);
    expect(countAttempts(failing)).toBe(attempts);
  });

  it('runs Vacuum even if Optimize fails, and succeeds', () => {
    const { run, statements } = compact(template, { matches: /^OPTIMIZE/, fails: true });
    run();
    expect(statements()).toEqual([tickets, users, calls].flatMap(statementsFor));
  });

  // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  it('the list of statements for all resources has less than half of the maximum payload', () => {
    const resources = Object.keys(DATASETS);
    const all = synthesize({ accounts: [{ subdomain: 'acme', resources }], compactionSchedule: 'rate(1 day)' });
    const { States } = parseMachine(definitionOf(all));
    expect(JSON.stringify(States['Statements']?.Result).length).toBeLessThan(262_144 / 2);
  });

  it('starts on schedule, with a role that allows nothing else', () => {
    const [, schedule] =
      resourcesOf(template, 'AWS::Scheduler::Schedule').find(([id]) => id.startsWith('Compaction')) ?? [];
    expect(schedule?.Properties).toMatchObject({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      Target: { Arn: { Ref: logicalIdOf(template, 'AWS::StepFunctions::StateMachine') } },
    });
    const role = resourcesOf(template, 'AWS::IAM::Role').find(([id]) => id.startsWith('CompactionRole'));
    expect(JSON.stringify(role)).toContain('"Action":"states:StartExecution"');
    expect(JSON.stringify(role)).not.toMatch(/athena:|s3:|glue:/);
  });

  it('the role allows exactly the calls of Athena: reading the lake and writing the copy', () => {
    const [, role] =
      resourcesOf(template, 'AWS::IAM::Role').find(([id]) => id.startsWith('CompactionStateMachineRole')) ?? [];
    const [policy] = policies.parse(role?.Properties['Policies']);
    const allowed = policy?.PolicyDocument.Statement.flatMap(({ Action, Resource, Condition }) =>
      [Action]
        .flat()
        .flatMap((action) =>
          [Resource]
            .flat()
            .map((resource) => `${action} ${nameOf(resource)}${Condition === undefined ? '' : ' (some)'}`),
        ),
    );
    const lake = '<LakeBucketB1D32E10.Arn>';
    const results = `<${logicalIdOf(template, 'AWS::S3::Bucket', 'Queries')}.Arn>`;
    const reading = ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables'];
    const partitions = ['glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition'];
    const tables = ['catalog', 'database/zendesk_lake', 'table/zendesk_lake/*'];
    const writing = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];
    const copy = `${lake}/raw_iceberg/*`;
    expect(allowed?.sort()).toEqual(
      [
        ...pairs(
          ['athena:StartQueryExecution', 'athena:StopQueryExecution', 'athena:GetQueryExecution'],
          ['workgroup/zendesk-lake'],
        ),
        'athena:GetDataCatalog datacatalog/AwsDataCatalog',
        ...pairs(reading, [...tables, 'database/default']),
        ...pairs(partitions, tables),
        ...pairs(
          ['glue:CreateTable', 'glue:UpdateTable'],
          ['catalog', 'database/zendesk_lake', 'table/zendesk_lake/*_iceberg'],
        ),
        ...pairs(['s3:GetObject'], [`${lake}/raw/*`, copy, `${results}/*`]),
        ...pairs(writing, [copy, `${results}/*`]),
        `s3:DeleteObject ${copy}`,
        ...pairs(['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], [lake, results]),
        'lakeformation:GetDataAccess *',
        `s3:ListBucket ${results}`,
        `s3:ListBucket ${lake} (some)`,
      ].sort(),
    );
  });
});

const pairs = (actions: string[], resources: string[]): string[] =>
  actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`));

const oneOrMore = <T extends z.ZodMiniType>(item: T) => z.union([item, z.array(item)]);
const policies = z.array(
  z.object({
    PolicyDocument: z.object({
      Statement: z.array(
        z.looseObject({
          Action: oneOrMore(z.string()),
          Resource: oneOrMore(z.unknown()),
          Condition: z.optional(z.unknown()),
        }),
      ),
    }),
  }),
);

/** A resource without the common start of all ARNs; `<id.Arn>` for another resource. */
function nameOf(resource: unknown): string {
  const text = JSON.stringify(resource)
    .replaceAll(/\{"Fn::GetAtt":\["(\w+)","Arn"\]\}/g, '"<$1.Arn>"')
    .replaceAll(/\{"Fn::Join":\["",\[|\]\]\}|\{"Ref":"AWS::\w+"\}|[",]/g, '');
  return text.replace(/^arn:+\w+:+/, '');
}

it('no compaction is created unless configured', () => {
  expect(resourcesOf(synthesize(), 'AWS::StepFunctions::StateMachine')).toEqual([]);
});
