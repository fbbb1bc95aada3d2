import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { parseExportRequest } from '#functions/export/core/export-request.ts';
import { LISTS } from '#functions/export/core/lists.ts';
import type { Account, ExporterConfig } from '#infra/config/config-schema.ts';
import { logicalIdOf, resourceOf, resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

/** Returns the schedules' inputs as EventBridge Scheduler sends them. */
function requestsFor(accounts: readonly Account[], options: Partial<ExporterConfig> = {}): unknown[] {
  return resourcesOf(synthesize({ accounts, ...options }), 'AWS::Scheduler::Schedule').map(([, { Properties }]) => {
    // A literal string, not an intrinsic function that CloudFormation has to resolve.
    const { Input } = z.object({ Input: z.string() }).parse(Properties['Target']);
    return JSON.parse(Input);
  });
}

/** The `staleSeconds` of an account's request. */
function staleSeconds(schedule: string | undefined, alarmStaleMinutes?: number): unknown {
  const options = alarmStaleMinutes === undefined ? {} : { alarmStaleMinutes };
  const [request] = requestsFor([{ subdomain: 'acme', ...(schedule !== undefined && { schedule }) }], options);
  return parseExportRequest(request).staleSeconds;
}

describe('export schedule', () => {
  const template = synthesize();
  const arnOf = (type: string): unknown => ({ 'Fn::GetAtt': [logicalIdOf(template, type), 'Arn'] });

  it('invokes the function every minute without retries and sends undeliverable invocations to the failure queue', () => {
    expect(resourceOf(template, 'AWS::Scheduler::Schedule').Properties).toEqual({
      Description: 'Exports tickets of acme.zendesk.com',
      GroupName: resourceOf(template, 'AWS::Scheduler::ScheduleGroup').Properties['Name'],
      ScheduleExpression: 'rate(1 minute)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: {
        Arn: arnOf('AWS::Lambda::Function'),
        Input: '{"subdomain":"acme","pollSeconds":270,"credentialsSecretId":"zendesk-lake/acme"}',
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        DeadLetterConfig: { Arn: arnOf('AWS::SQS::Queue') },
        RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^SchedulesRole/), 'Arn'] },
      },
    });
  });

  it('grants its role to invoke the unqualified function and to send to the failure queue', () => {
    expect(resourceOf(template, 'AWS::IAM::Role', 'SchedulesRole').Properties['Policies']).toEqual([
      {
        PolicyName: 'Invoke',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('AWS::Lambda::Function') },
            { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('AWS::SQS::Queue') },
          ],
        },
      },
    ]);
  });

  it('allows only schedules of its group to assume its role', () => {
    expect(resourceOf(template, 'AWS::IAM::Role', 'SchedulesRole').Properties['AssumeRolePolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': { Ref: 'AWS::AccountId' },
              'aws:SourceArn': arnOf('AWS::Scheduler::ScheduleGroup'),
            },
          },
        },
      ],
    });
  });

  it('uses the schedule expression of its account', () => {
    const { Properties } = resourceOf(
      synthesize({ accounts: [{ subdomain: 'acme', schedule: 'cron(0 3 * * ? *)' }] }),
      'AWS::Scheduler::Schedule',
    );
    expect(Properties).toMatchObject({ ScheduleExpression: 'cron(0 3 * * ? *)' });
  });
});

describe('export request of a schedule', () => {
  it('contains the options that were set, and nothing else', () => {
    const options = {
      resources: ['tickets'],
      startTime: '2024-01-01T00:00:00Z',
      include: ['users', 'metric_sets'],
      supportTypeScope: 'all',
      pageSize: 500,
      requestsPerMinute: 8,
      allowanceShare: 0.5,
      settleSeconds: 600,
      pollSeconds: 30,
      compression: 'none',
    } satisfies Partial<Account>;
    expect(
      requestsFor([{ subdomain: 'acme', credentialsSecret: 'team/zendesk', schedule: 'rate(30 minutes)', ...options }]),
    ).toEqual([{ subdomain: 'acme', credentialsSecretId: 'team/zendesk', ...options }]);
  });

  it('contains no option of the tables: the function rejects unknown fields', () => {
    const { Properties } = resourceOf(
      synthesize({ accounts: [{ subdomain: 'acme', firstDay: '2019-03-04' }] }),
      'AWS::Scheduler::Schedule',
    );
    expect(JSON.stringify(Properties)).not.toContain('firstDay');
  });

  it('sets staleSeconds if the schedule or alarmStaleMinutes needs another limit than an hour', () => {
    expect([undefined, 'rate(5 minutes)', 'rate(40 minutes)'].map((each) => staleSeconds(each))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(staleSeconds('rate(1 hour)')).toBe(5400);
    expect(staleSeconds('rate(1 day)')).toBe(1.5 * 86_400);
    // Over a weekend, and a day more.
    expect(staleSeconds('cron(0/5 6-20 ? * MON-FRI *)')).toBe(4 * 86_400);
    expect(staleSeconds('at(2026-01-31T03:00:00)')).toBe(86_400);
    expect(staleSeconds(undefined, 30)).toBe(1800);
    expect(staleSeconds('rate(1 day)', 60)).toBeUndefined();
  });

  it('sets pollSeconds by default, but not for an account with its own schedule', () => {
    const requests = requestsFor([
      { subdomain: 'acme' },
      { subdomain: 'eager', pollSeconds: 0 },
      { subdomain: 'globex', schedule: 'rate(5 minutes)' },
      { subdomain: 'rare', schedule: 'rate(1 minute)', pollSeconds: 900 },
    ]);
    expect(requests.map((request) => parseExportRequest(request).pollSeconds)).toEqual([270, 0, undefined, 900]);
    expect(requests[2]).not.toHaveProperty('pollSeconds');
  });

  it('contains the names of lists, their options and no words', () => {
    const groups = { name: 'groups', snapshotSeconds: 3600 };
    const [request] = requestsFor([{ subdomain: 'acme', resources: ['lists', groups], snapshotSeconds: 7200 }]);
    const { resources, snapshotSeconds } = parseExportRequest(request);
    expect(snapshotSeconds).toBe(7200);
    expect(resources.map(({ name }) => name).toSorted()).toEqual(Object.keys(LISTS).toSorted());
    expect(resources).toContainEqual(groups);
  });

  it('leaves a resource its own poll interval if that is longer than the default', () => {
    const resources = ['tickets', 'ticket_metric_events', { name: 'users', pageSize: 50 }] as const;
    const [byDefault, explicit, own] = requestsFor([
      { subdomain: 'acme', resources: [...resources] },
      { subdomain: 'eager', resources: [...resources], pollSeconds: 0 },
      { subdomain: 'globex', resources: [{ name: 'ticket_metric_events', pollSeconds: 60 }] },
    ]);
    expect(byDefault).toMatchObject({
      pollSeconds: 270,
      resources: ['tickets', { name: 'ticket_metric_events', pollSeconds: 1800 }, { name: 'users', pageSize: 50 }],
    });
    expect(own).toMatchObject({ resources: [{ name: 'ticket_metric_events', pollSeconds: 60 }] });
    expect(explicit).toMatchObject({ pollSeconds: 0, resources });
  });

  it("parses as a valid request with the name of its account's secret", () => {
    const requests = requestsFor([
      { subdomain: 'acme', pageSize: 100 },
      { subdomain: 'globex', credentialsSecret: 'team/zendesk' },
    ]);
    expect(requests.map((request) => parseExportRequest(request))).toMatchObject([
      { subdomain: 'acme', credentialsSecretId: 'zendesk-lake/acme', pageSize: 100 },
      { subdomain: 'globex', credentialsSecretId: 'team/zendesk', pageSize: 1000 },
    ]);
  });
});
