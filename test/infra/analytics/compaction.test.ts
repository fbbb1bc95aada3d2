import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { createIcebergTable, mergeIntoIceberg, optimizeIceberg, vacuumIceberg } from '#catalog/iceberg.ts';
import { DATASETS } from '#catalog/datasets.ts';
import { alarmsOf } from '#test/support/infra/evaluate-alarm.ts';
import { logicalIdOf, resourceOf, resourcesOf, ROOT, synthesize } from '#test/support/infra/synthesize.ts';

const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const definition = z.object({
  StartAt: z.string(),
  States: z.record(
    z.string(),
    z.looseObject({
      Next: z.optional(z.string()),
      Resource: z.string(),
      Parameters: z.looseObject({ QueryString: z.string(), WorkGroup: z.string() }),
    }),
  ),
});

/** The state machine's steps in their order. A reference to another resource is written `<its logical id>`. */
function stepsOf(template: ReturnType<typeof synthesize>) {
  const { DefinitionString } = resourceOf(template, 'AWS::StepFunctions::StateMachine').Properties;
  const parts = joined.parse(DefinitionString)['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : '<reference>')).join('');
  const { StartAt, States } = definition.parse(JSON.parse(text));
  const steps = [];
  for (let name: string | undefined = StartAt; name !== undefined; name = States[name]?.Next) {
    steps.push({ name, ...States[name] });
  }
  return steps;
}

describe('the compaction', () => {
  const template = synthesize({ compactionSchedule: 'cron(0 3 * * ? *)', lakePrefix: 'raw' });
  const dataset = DATASETS.tickets;
  const location = 's3://<reference>/raw_iceberg/tickets/';
  const compaction = { dataset, database: 'zendesk_lake', location };

  it('runs the statements in order in the workgroup, each to its end', () => {
    const steps = stepsOf(template);
    expect(steps.map(({ name, Parameters }) => [name, Parameters?.QueryString])).toEqual([
      ['CreateTable', createIcebergTable(compaction)],
      ['Merge', mergeIntoIceberg(dataset)],
      ['Optimize', optimizeIceberg(dataset)],
      ['Vacuum', vacuumIceberg(dataset)],
    ]);
    for (const { Resource, Parameters } of steps) {
      expect(Resource).toMatch(/:states:::athena:startQueryExecution\.sync$/);
      expect(Parameters).toMatchObject({
        WorkGroup: 'zendesk-lake',
        QueryExecutionContext: { Database: 'zendesk_lake' },
      });
    }
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
    const copy = `${lake}/raw_iceberg/tickets/*`;
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
          ['catalog', 'database/zendesk_lake', 'table/zendesk_lake/tickets_iceberg'],
        ),
        ...pairs(['s3:GetObject'], [`${lake}/raw/*`, copy, `${results}/*`]),
        ...pairs(writing, [copy, `${results}/*`]),
        `s3:DeleteObject ${copy}`,
        ...pairs(['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], [lake, results]),
        `s3:ListBucket ${results}`,
        `s3:ListBucket ${lake} (some)`,
      ].sort(),
    );
  });

  it('runs Vacuum even if Optimize fails', () => {
    expect(stepsOf(template).find(({ name }) => name === 'Optimize')).toMatchObject({
      Retry: [{ MaxAttempts: 20 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Vacuum' }],
    });
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

it('a failed compaction notifies the topic, with a link to the runbook', () => {
  const template = synthesize({ compactionSchedule: 'rate(1 day)' });
  const alarm = alarmsOf(template).get('compaction');
  expect(alarm).toMatchObject({
    MetricName: 'ExecutionsFailed',
    Dimensions: [
      { Name: 'StateMachineArn', Value: { Ref: logicalIdOf(template, 'AWS::StepFunctions::StateMachine') } },
    ],
    Threshold: 1,
    TreatMissingData: 'notBreaching',
    AlarmActions: [{ Ref: logicalIdOf(template, 'AWS::SNS::Topic') }],
  });
  const section = /docs\/operate\.md#(.+)$/.exec(alarm?.AlarmDescription ?? '')?.[1];
  expect(section).toBe('compaction');
  expect(readFileSync(join(ROOT, 'docs', 'operate.md'), 'utf8')).toContain('\n## Compaction\n');
});

it('no compaction is created unless configured', () => {
  expect(resourcesOf(synthesize(), 'AWS::StepFunctions::StateMachine')).toEqual([]);
});
