import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACCOUNT_ALARMS, ACCOUNT_METRICS, FUNCTION_ALARMS } from '#common/cost-model.ts';
import { DATASETS } from '#catalog/datasets.ts';
import { METRICS } from '#functions/export/core/telemetry/metrics.ts';
import { type AlarmProperties, alarmsOf } from '#test/support/infra/evaluate-alarm.ts';
import { logicalIdOf, resourceOf, resourcesOf, ROOT, synthesize } from '#test/support/infra/synthesize.ts';

const template = synthesize();
const alarms = alarmsOf(template);

const fail = (): never => {
  throw new Error('alarm not found');
};

const dimensionsOf = (name: string) => (alarms.get(name) ?? fail()).Dimensions;

/** Summarizes an alarm's condition in one line. */
function summarize(alarm: AlarmProperties): string {
  const { ComparisonOperator, Threshold, DatapointsToAlarm, EvaluationPeriods, TreatMissingData, Period } = alarm;
  return `${alarm.Statistic} ${alarm.MetricName} ${ComparisonOperator} ${Threshold}, ${DatapointsToAlarm} of ${EvaluationPeriods} x ${Period} s, missing: ${TreatMissingData}`;
}

describe('alarms', () => {
  it('use these conditions and treat missing data as listed', () => {
    expect(Object.fromEntries([...alarms].map(([name, alarm]) => [name, summarize(alarm)]))).toEqual({
      'acme freshness': 'Maximum FreshnessRatio GreaterThanOrEqualToThreshold 1, 1 of 1 x 1500 s, missing: ignore',
      'acme not running': 'SampleCount Failed LessThanThreshold 1, 21 of 21 x 60 s, missing: breaching',
      'acme stuck': 'Maximum StalledRuns GreaterThanOrEqualToThreshold 3, 1 of 1 x 1500 s, missing: ignore',
      'acme failing': 'Sum Failed GreaterThanOrEqualToThreshold 1, 2 of 3 x 1500 s, missing: notBreaching',
      'acme credentials': 'Maximum CredentialsErrors GreaterThanOrEqualToThreshold 1, 1 of 1 x 1500 s, missing: ignore',
      'acme API token': 'Minimum ApiTokenDaysLeft LessThanThreshold 30, 1 of 1 x 1500 s, missing: notBreaching',
      'export function not running': 'Sum Invocations LessThanThreshold 1, 7 of 7 x 60 s, missing: breaching',
      'function errors': 'Sum Errors GreaterThanOrEqualToThreshold 1, 2 of 3 x 1500 s, missing: notBreaching',
      'failure queue':
        'Sum NumberOfMessagesSent GreaterThanOrEqualToThreshold 1, 1 of 4 x 300 s, missing: notBreaching',
      'events dropped': 'Sum AsyncEventsDropped GreaterThanOrEqualToThreshold 1, 1 of 1 x 300 s, missing: notBreaching',
      'invocations dropped':
        'Sum InvocationDroppedCount GreaterThanOrEqualToThreshold 1, 1 of 1 x 300 s, missing: notBreaching',
      'near timeout': 'Maximum Duration GreaterThanOrEqualToThreshold 839160, 1 of 1 x 1500 s, missing: notBreaching',
    });
  });

  it('link to the runbook at runbookUrl, and so does the dashboard', () => {
    // As long as it can be.
    const runbookUrl = `https://git.example.com/${'runbook'.padStart(176, '-')}`;
    const linking = synthesize({ runbookUrl, compactionSchedule: 'rate(1 day)' });
    for (const { AlarmDescription } of alarmsOf(linking).values()) {
      expect(AlarmDescription).toContain(`\nRunbook: ${runbookUrl}#`);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
    expect(JSON.stringify(resourceOf(linking, 'AWS::CloudWatch::Dashboard'))).toContain(runbookUrl);
  });

  it('describe the symptom, the impact, the first step and a runbook section that exists', () => {
    const text = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8');
    const headings = Array.from(text.matchAll(/^## (.*)$/gm), ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const { AlarmDescription } of alarms.values()) {
      expect(AlarmDescription).toMatch(/^\S.*\.\nImpact: .*\.\nFirst step: .*\nRunbook: docs\/runbook\.md#[\w-]+$/);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
      expect(headings).toContain(AlarmDescription.split('#')[1]);
    }
  });

  it('publish ALARM and OK to the same SNS topic', () => {
    const topic = [{ Ref: logicalIdOf(template, 'AWS::SNS::Topic') }];
    for (const alarm of alarms.values()) expect([alarm.AlarmActions, alarm.OKActions]).toEqual([topic, topic]);
  });

  it('use metrics that the function emits for the account', () => {
    const emitted = new Set<string>(METRICS.filter(({ scope }) => scope === 'account').map(({ name }) => name));
    const ours = [...alarms.values()].filter(({ Namespace }) => Namespace === 'ZendeskLake');
    expect(new Set(ours.map(({ MetricName }) => MetricName))).toEqual(emitted);
    for (const { Dimensions } of ours) expect(Dimensions).toEqual([{ Name: 'subdomain', Value: 'acme' }]);
  });

  it('match the number in the cost model, whatever the number of exports', () => {
    const all = alarmsOf(synthesize({ accounts: [{ subdomain: 'acme', resources: Object.keys(DATASETS) }] }));
    expect([...all.keys()]).toEqual([...alarms.keys()]);
    expect([...all.keys()].filter((name) => name.startsWith('acme '))).toHaveLength(ACCOUNT_ALARMS);
    expect(all.size).toBe(ACCOUNT_ALARMS + FUNCTION_ALARMS);
    expect(METRICS.filter(({ scope }) => scope === 'account')).toHaveLength(ACCOUNT_METRICS);
  });

  it("use the AWS metrics of the stack's own function, queue and schedules", () => {
    const handler = [{ Name: 'FunctionName', Value: { Ref: logicalIdOf(template, 'AWS::Lambda::Function') } }];
    for (const name of ['export function not running', 'function errors', 'events dropped', 'near timeout'])
      expect(dimensionsOf(name)).toEqual(handler);
    expect(dimensionsOf('failure queue')).toEqual([
      { Name: 'QueueName', Value: { 'Fn::GetAtt': [logicalIdOf(template, 'AWS::SQS::Queue'), 'QueueName'] } },
    ]);
    expect(dimensionsOf('invocations dropped')).toEqual([
      { Name: 'ScheduleGroup', Value: resourceOf(template, 'AWS::Scheduler::ScheduleGroup').Properties['Name'] },
    ]);
  });
});

describe('alarms of several accounts', () => {
  it('match the schedule of each account, and there is one set for the function', () => {
    const several = alarmsOf(
      synthesize({ accounts: [{ subdomain: 'acme' }, { subdomain: 'globex', schedule: 'rate(1 hour)' }] }),
    );
    expect(several.size).toBe(2 * ACCOUNT_ALARMS + FUNCTION_ALARMS);
    expect(summarize(several.get('globex not running') ?? fail())).toContain('27 of 27 x 300 s');
    expect(several.get('globex stuck')).toMatchObject({ Period: 8100 });
    expect(several.get('acme stuck')).toMatchObject({ Period: 1500 });
    expect(several.get('function errors')).toMatchObject({ Period: 1500 });
    expect(several.get('globex freshness')?.AlarmDescription).toContain(
      'for 90 minutes or two of its poll or snapshot intervals',
    );
  });

  it('form one set for an account with several schedules, with a period in which each of them runs', () => {
    const accounts = [
      { subdomain: 'acme', resources: ['tickets'] },
      { subdomain: 'acme', resources: ['users'], schedule: 'rate(1 hour)' },
    ];
    const shared = alarmsOf(synthesize({ accounts }));
    expect([...shared.keys()]).toEqual([...alarms.keys()]);
    expect(shared.get('acme freshness')).toMatchObject({ Period: 8100 });
    expect(shared.get('acme not running')).toMatchObject({ Period: 60, EvaluationPeriods: 22 });
  });
});

it('alarms on failures of a daily schedule fire at the first failure, whatever alarmFailures is', () => {
  const daily = alarmsOf(synthesize({ accounts: [{ subdomain: 'acme', schedule: 'rate(1 day)' }], alarmFailures: 3 }));
  for (const name of ['acme failing', 'function errors']) {
    expect(daily.get(name)).toMatchObject({ DatapointsToAlarm: 1, EvaluationPeriods: 1, Period: 86_400 });
  }
});

it('options set the alarm thresholds', () => {
  const own = alarmsOf(
    synthesize({
      alarmStaleMinutes: 90,
      alarmStalledRuns: 5,
      alarmFailures: 3,
      alarmApiTokenDays: 60,
      alarmDurationPercent: 50,
    }),
  );
  const thresholds = Object.fromEntries([...own].map(([name, { Threshold }]) => [name, Threshold]));
  expect(thresholds).toMatchObject({
    'acme stuck': 5,
    'acme API token': 60,
    'near timeout': 420_000,
  });
  expect(own.get('acme freshness')?.AlarmDescription).toContain('for 90 minutes');
  expect(own.get('acme failing')).toMatchObject({ DatapointsToAlarm: 3, EvaluationPeriods: 3 });
  expect(own.get('function errors')).toMatchObject({ DatapointsToAlarm: 3, EvaluationPeriods: 3 });
});

describe('alarm topic', () => {
  it('gets a subscription only if alarmEmail is set', () => {
    expect(resourcesOf(template, 'AWS::SNS::Topic')).toHaveLength(1);
    expect(resourcesOf(template, 'AWS::SNS::Subscription')).toEqual([]);
    expect(resourceOf(synthesize({ alarmEmail: 'ops@example.com' }), 'AWS::SNS::Subscription').Properties).toEqual({
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      TopicArn: { Ref: logicalIdOf(template, 'AWS::SNS::Topic') },
    });
  });

  it("accepts messages only from this account's alarms and over TLS", () => {
    const { PolicyDocument } = resourceOf(template, 'AWS::SNS::TopicPolicy').Properties;
    expect(PolicyDocument).toMatchObject({
      Statement: [
        { Effect: 'Deny', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        {
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    });
  });
});
