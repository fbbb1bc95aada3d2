import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRICS } from '#functions/export/core/telemetry/metrics.ts';
import { type AlarmProperties, alarmsOf, metricsIn, periodOf } from '#test/support/infra/evaluate-alarm.ts';
import { logicalIdOf, resourceOf, resourcesOf, ROOT, synthesize } from '#test/support/infra/synthesize.ts';

const template = synthesize();
const alarms = alarmsOf(template);

const fail = (): never => {
  throw new Error('alarm not found');
};

const dimensionsOf = (name: string) => metricsIn(alarms.get(name) ?? fail()).flatMap(({ Metric }) => Metric.Dimensions);

/** Summarizes an alarm's condition in one line. */
function summarize(alarm: AlarmProperties): string {
  const [metric] = metricsIn(alarm);
  const math =
    'Metrics' in alarm ? alarm.Metrics.flatMap((part) => ('Expression' in part ? [part.Expression] : [])) : [];
  const watched = math[0] ?? `${metric?.Stat} ${metric?.Metric.MetricName}`;
  const { ComparisonOperator, Threshold, DatapointsToAlarm, EvaluationPeriods, TreatMissingData } = alarm;
  return `${watched} ${ComparisonOperator} ${Threshold}, ${DatapointsToAlarm} of ${EvaluationPeriods} x ${periodOf(alarm)} s, missing: ${TreatMissingData}`;
}

describe('alarms', () => {
  it('use these conditions and treat missing data as listed', () => {
    expect(Object.fromEntries([...alarms].map(([name, alarm]) => [name, summarize(alarm)]))).toEqual({
      'acme/tickets freshness':
        'IF(advanced > PERIOD(advanced), 0, since) GreaterThanThreshold 3600, 1 of 1 x 1500 s, missing: breaching',
      'acme/tickets stuck': 'Maximum StalledRuns GreaterThanOrEqualToThreshold 3, 1 of 1 x 1500 s, missing: ignore',
      'acme/tickets failing': 'Sum Failed GreaterThanOrEqualToThreshold 1, 2 of 3 x 1500 s, missing: notBreaching',
      'acme/tickets credentials':
        'Maximum CredentialsErrors GreaterThanOrEqualToThreshold 1, 1 of 1 x 1500 s, missing: ignore',
      'acme/tickets API token': 'Minimum ApiTokenDaysLeft LessThanThreshold 30, 1 of 1 x 1500 s, missing: notBreaching',
      'function errors': 'Sum Errors GreaterThanOrEqualToThreshold 1, 2 of 3 x 1500 s, missing: notBreaching',
      'failure queue':
        'Maximum ApproximateNumberOfMessagesVisible GreaterThanOrEqualToThreshold 1, 1 of 1 x 300 s, missing: notBreaching',
      'events dropped': 'Sum AsyncEventsDropped GreaterThanOrEqualToThreshold 1, 1 of 1 x 300 s, missing: notBreaching',
      'invocations dropped':
        'Sum InvocationDroppedCount GreaterThanOrEqualToThreshold 1, 1 of 1 x 300 s, missing: notBreaching',
      'near timeout': 'Maximum Duration GreaterThanOrEqualToThreshold 839160, 1 of 1 x 1500 s, missing: notBreaching',
    });
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

  it('use metrics that the function emits, each of one export', () => {
    const own = [...alarms].flatMap(([title, alarm]) => metricsIn(alarm).map(({ Metric }) => ({ title, ...Metric })));
    const emitted = new Set<string>(METRICS.map(({ name }) => name));
    const ours = own.filter(({ Namespace }) => Namespace === 'ZendeskLake');
    expect(ours).toHaveLength(6);
    expect(ours.filter(({ MetricName }) => !emitted.has(MetricName))).toEqual([]);
    for (const { Dimensions } of ours) {
      expect(Dimensions).toEqual([
        { Name: 'resource', Value: 'tickets' },
        { Name: 'subdomain', Value: 'acme' },
      ]);
    }
  });

  it("use the AWS metrics of the stack's own function, queue and schedules", () => {
    const handler = [{ Name: 'FunctionName', Value: { Ref: logicalIdOf(template, 'AWS::Lambda::Function') } }];
    for (const name of ['function errors', 'events dropped', 'near timeout'])
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
  const several = alarmsOf(
    synthesize({ accounts: [{ subdomain: 'acme' }, { subdomain: 'globex', schedule: 'rate(1 hour)' }] }),
  );

  it('match the schedule of each account, and there is one set for the function', () => {
    expect(several).toHaveProperty('size', alarms.size + 5);
    expect(summarize(several.get('globex/tickets freshness') ?? fail())).toBe(
      'IF(advanced > PERIOD(advanced), 0, since) GreaterThanThreshold 5400, 1 of 1 x 8100 s, missing: breaching',
    );
    expect(summarize(several.get('acme/tickets freshness') ?? fail())).toContain('1 of 1 x 1500 s');
    expect(periodOf(several.get('function errors') ?? fail())).toBe(1500);
  });
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
    'acme/tickets freshness': 5400,
    'acme/tickets stuck': 5,
    'acme/tickets API token': 60,
    'near timeout': 420_000,
  });
  expect(own.get('acme/tickets failing')).toMatchObject({ DatapointsToAlarm: 3, EvaluationPeriods: 3 });
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
