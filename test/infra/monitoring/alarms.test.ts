import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRICS } from '#functions/export/core/telemetry/metrics.ts';
import { type AlarmProperties, alarmsOf, metricsIn, periodOf } from '#test/support/infra/evaluate-alarm.ts';
import { logicalIdOf, resourceOf, resourcesOf, ROOT, synthesize } from '#test/support/infra/synthesize.ts';

const template = synthesize();
const alarms = alarmsOf(template);

const fail = (): never => {
  throw new Error('no such alarm');
};

const dimensionsOf = (name: string) => metricsIn(alarms.get(name) ?? fail()).flatMap(({ Metric }) => Metric.Dimensions);

/** An alarm in one line. */
function told(alarm: AlarmProperties): string {
  const [metric] = metricsIn(alarm);
  const math =
    'Metrics' in alarm ? alarm.Metrics.flatMap((part) => ('Expression' in part ? [part.Expression] : [])) : [];
  const seen = math[0] ?? `${metric?.Stat} ${metric?.Metric.MetricName}`;
  const { ComparisonOperator, Threshold, DatapointsToAlarm, EvaluationPeriods, TreatMissingData } = alarm;
  return `${seen} ${ComparisonOperator} ${Threshold}, ${DatapointsToAlarm} of ${EvaluationPeriods} x ${periodOf(alarm)} s, missing: ${TreatMissingData}`;
}

describe('the alarms', () => {
  it('are these, each with what missing data means', () => {
    expect(Object.fromEntries([...alarms].map(([name, alarm]) => [name, told(alarm)]))).toEqual({
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
      'ticks dropped':
        'Sum InvocationDroppedCount GreaterThanOrEqualToThreshold 1, 1 of 1 x 300 s, missing: notBreaching',
      'near time-out': 'Maximum Duration GreaterThanOrEqualToThreshold 839160, 1 of 1 x 1500 s, missing: notBreaching',
    });
  });

  it('say what was seen, its impact, what to do first, and where to read on', () => {
    const text = readFileSync(join(ROOT, 'docs', 'operate.md'), 'utf8');
    const headings = Array.from(text.matchAll(/^## (.*)$/gm), ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const { AlarmDescription } of alarms.values()) {
      expect(AlarmDescription).toMatch(/^\S.*\.\nImpact: .*\.\nFirst: .*\nMore: docs\/operate\.md#[\w-]+$/);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
      expect(headings).toContain(AlarmDescription.split('#')[1]);
    }
  });

  it('tell one topic when they begin and when they end', () => {
    const topic = [{ Ref: logicalIdOf(template, 'AWS::SNS::Topic') }];
    for (const alarm of alarms.values()) expect([alarm.AlarmActions, alarm.OKActions]).toEqual([topic, topic]);
  });

  it('look at metrics that the function puts, of one export each', () => {
    const own = [...alarms].flatMap(([title, alarm]) => metricsIn(alarm).map(({ Metric }) => ({ title, ...Metric })));
    const put = new Set<string>(METRICS.map(({ name }) => name));
    const ours = own.filter(({ Namespace }) => Namespace === 'ZendeskLake');
    expect(ours).toHaveLength(6);
    expect(ours.filter(({ MetricName }) => !put.has(MetricName))).toEqual([]);
    for (const { Dimensions } of ours) {
      expect(Dimensions).toEqual([
        { Name: 'resource', Value: 'tickets' },
        { Name: 'subdomain', Value: 'acme' },
      ]);
    }
  });

  it("look at this function's, this queue's and these schedules' own metrics", () => {
    const handler = [{ Name: 'FunctionName', Value: { Ref: logicalIdOf(template, 'AWS::Lambda::Function') } }];
    for (const name of ['function errors', 'events dropped', 'near time-out'])
      expect(dimensionsOf(name)).toEqual(handler);
    expect(dimensionsOf('failure queue')).toEqual([
      { Name: 'QueueName', Value: { 'Fn::GetAtt': [logicalIdOf(template, 'AWS::SQS::Queue'), 'QueueName'] } },
    ]);
    expect(dimensionsOf('ticks dropped')).toEqual([
      { Name: 'ScheduleGroup', Value: resourceOf(template, 'AWS::Scheduler::ScheduleGroup').Properties['Name'] },
    ]);
  });
});

describe('several accounts', () => {
  const several = alarmsOf(
    synthesize({ accounts: [{ subdomain: 'acme' }, { subdomain: 'globex', schedule: 'rate(1 hour)' }] }),
  );

  it('have alarms of their own, as their schedules are, and share those of the function', () => {
    expect(several).toHaveProperty('size', alarms.size + 5);
    expect(told(several.get('globex/tickets freshness') ?? fail())).toBe(
      'IF(advanced > PERIOD(advanced), 0, since) GreaterThanThreshold 5400, 1 of 1 x 8100 s, missing: breaching',
    );
    expect(told(several.get('acme/tickets freshness') ?? fail())).toContain('1 of 1 x 1500 s');
    expect(periodOf(several.get('function errors') ?? fail())).toBe(1500);
  });
});

it('thresholds are options', () => {
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
    'near time-out': 420_000,
  });
  expect(own.get('acme/tickets failing')).toMatchObject({ DatapointsToAlarm: 3, EvaluationPeriods: 3 });
  expect(own.get('function errors')).toMatchObject({ DatapointsToAlarm: 3, EvaluationPeriods: 3 });
});

describe('the topic', () => {
  it('is there for whoever wants it, and mails nobody unless asked to', () => {
    expect(resourcesOf(template, 'AWS::SNS::Topic')).toHaveLength(1);
    expect(resourcesOf(template, 'AWS::SNS::Subscription')).toEqual([]);
    expect(resourceOf(synthesize({ alarmEmail: 'ops@example.com' }), 'AWS::SNS::Subscription').Properties).toEqual({
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      TopicArn: { Ref: logicalIdOf(template, 'AWS::SNS::Topic') },
    });
  });

  it("takes messages from this account's alarms, and over TLS only", () => {
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
