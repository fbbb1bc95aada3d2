import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { parseExportRequest } from '#functions/export/core/export-request.ts';
import type { Account } from '#infra/config/config-schema.ts';
import { logicalIdOf, resourceOf, resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

/** The export requests of the schedules, as EventBridge Scheduler will send them. */
function requestsOf(accounts: readonly Account[]): unknown[] {
  return resourcesOf(synthesize({ accounts }), 'AWS::Scheduler::Schedule').map(([, { Properties }]) => {
    // Literal text, not an intrinsic that CloudFormation would have to put together.
    const { Input } = z.object({ Input: z.string() }).parse(Properties['Target']);
    return JSON.parse(Input);
  });
}

describe('the schedule', () => {
  const template = synthesize();
  const arnOf = (type: string): unknown => ({ 'Fn::GetAtt': [logicalIdOf(template, type), 'Arn'] });

  it('invokes the function every minute, hands a tick over once, and keeps what cannot be handed over', () => {
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

  it('may invoke this function, no other version of it, and send to its queue', () => {
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

  it('shares its role with no schedule outside of its group', () => {
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

  it('runs when its account says', () => {
    const { Properties } = resourceOf(
      synthesize({ accounts: [{ subdomain: 'acme', schedule: 'cron(0 3 * * ? *)' }] }),
      'AWS::Scheduler::Schedule',
    );
    expect(Properties).toMatchObject({ ScheduleExpression: 'cron(0 3 * * ? *)' });
  });
});

describe('the export request', () => {
  it('holds every option that was given, and nothing else', () => {
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
      requestsOf([{ subdomain: 'acme', credentialsSecret: 'team/zendesk', schedule: 'rate(1 hour)', ...options }]),
    ).toEqual([{ subdomain: 'acme', credentialsSecretId: 'team/zendesk', ...options }]);
  });

  it('rests between two polls by default, but not where a schedule was given: each of its ticks polls', () => {
    const requests = requestsOf([
      { subdomain: 'acme' },
      { subdomain: 'eager', pollSeconds: 0 },
      { subdomain: 'globex', schedule: 'rate(5 minutes)' },
      { subdomain: 'rare', schedule: 'rate(1 minute)', pollSeconds: 900 },
    ]);
    expect(requests.map((request) => parseExportRequest(request).pollSeconds)).toEqual([270, 0, 0, 900]);
    expect(requests[2]).not.toHaveProperty('pollSeconds');
  });

  it('of each account is one that the function takes, with the literal name of that account’s secret', () => {
    const requests = requestsOf([
      { subdomain: 'acme', pageSize: 100 },
      { subdomain: 'globex', credentialsSecret: 'team/zendesk' },
    ]);
    expect(requests.map((request) => parseExportRequest(request))).toMatchObject([
      { subdomain: 'acme', credentialsSecretId: 'zendesk-lake/acme', pageSize: 100 },
      { subdomain: 'globex', credentialsSecretId: 'team/zendesk', pageSize: 1000 },
    ]);
  });
});
