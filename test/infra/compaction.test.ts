import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { createIcebergTable, mergeIntoIceberg, optimizeIceberg, vacuumIceberg } from '../../catalogue/iceberg.ts';
import { latestTickets } from '../../catalogue/views.ts';
import { logicalIdOf, resourceOf, resourcesOf, synthesize } from './synthesize.ts';

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

/** The state machine's steps in their order. A reference to another resource stands as `<its logical id>`. */
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
  const latest = latestTickets('page');
  const location = 's3://<reference>/raw_iceberg/tickets/';

  it('runs the statements in their order in the workgroup, each until it has ended', () => {
    const steps = stepsOf(template);
    expect(steps.map(({ name, Parameters }) => [name, Parameters?.QueryString])).toEqual([
      ['CreateTable', createIcebergTable({ database: 'zendesk_lake', location, latest })],
      ['Merge', mergeIntoIceberg(latest)],
      ['Optimize', optimizeIceberg()],
      ['Vacuum', vacuumIceberg()],
    ]);
    for (const { Resource, Parameters } of steps) {
      expect(Resource).toMatch(/:states:::athena:startQueryExecution\.sync$/);
      expect(Parameters).toMatchObject({
        WorkGroup: 'zendesk-lake',
        QueryExecutionContext: { Database: 'zendesk_lake' },
      });
    }
  });

  it('begins on schedule, by a role that can do nothing else', () => {
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

  it('reads the lake without a right to change it, and writes beside it', () => {
    const [, role] =
      resourcesOf(template, 'AWS::IAM::Role').find(([id]) => id.startsWith('CompactionStateMachineRole')) ?? [];
    const lake = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['LakeBucketB1D32E10', 'Arn'] }, '/raw/*']] };
    expect(role?.Properties['Policies']).toMatchObject([
      {
        PolicyDocument: {
          Statement: expect.arrayContaining([{ Effect: 'Allow', Action: 's3:GetObject', Resource: lake }]),
        },
      },
    ]);
    const text = JSON.stringify(role);
    expect(text.split(JSON.stringify(lake))).toHaveLength(2);
    expect(text).toContain('/raw_iceberg/tickets/*');
  });
});

it('there is no compaction unless it is asked for', () => {
  expect(resourcesOf(synthesize(), 'AWS::StepFunctions::StateMachine')).toEqual([]);
});
