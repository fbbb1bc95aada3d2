import { describe, expect, it } from 'vitest';
import { parseConfig } from '#infra/config/config.ts';
import { CDK_JSON } from '#test/support/infra/synthesize.ts';

describe('parseConfig with resources', () => {
  const objects = ['tickets', { name: 'ticket_events', include: [], startTime: '2026-01-01T00:00:00Z' }];

  it('accepts their names as text', () => {
    const { accounts } = parseConfig({ subdomain: 'acme', resources: 'tickets, users,organizations,ticket_events' });
    expect(accounts).toMatchObject([{ resources: ['tickets', 'users', 'organizations', 'ticket_events'] }]);
  });

  it('accepts options per resource in cdk.json, with one account or several', () => {
    expect(parseConfig({ subdomain: 'acme', resources: objects }).accounts).toMatchObject([{ resources: objects }]);
    const accounts = [{ subdomain: 'acme', resources: objects }, { subdomain: 'globex' }];
    expect(parseConfig({ accounts })).toEqual({ accounts });
  });
});

describe('parseConfig with one account on the command line', () => {
  it('requires only a subdomain and fills in no defaults', () => {
    expect(parseConfig({ subdomain: 'acme' })).toEqual({ accounts: [{ subdomain: 'acme' }] });
  });

  it('accepts every option as text', () => {
    const config = parseConfig({
      subdomain: 'acme',
      schedule: 'rate(1 hour)',
      credentialsSecret: 'zendesk/acme',
      resources: 'tickets',
      startTime: '2024-01-01T00:00:00Z',
      include: 'users, metric_sets',
      supportTypeScope: 'all',
      pageSize: '500',
      requestsPerMinute: '7.5',
      allowanceShare: '0.5',
      settleSeconds: '0',
      pollSeconds: '600',
      snapshotSeconds: '7200',
      compression: 'none',
      layout: 'ndjson',
      lakePrefix: 'raw/zendesk',
      objectExpirationDays: '365',
      snapshotExpirationDays: '30',
      logRetentionDays: '90',
      catalog: 'true',
      catalogDatabase: 'support',
      scanLimitGiB: '0.5',
      compactionSchedule: 'cron(0 3 * * ? *)',
      alarmEmail: 'ops@example.com',
      dashboard: 'false',
      alarmStaleMinutes: '90',
      alarmStalledRuns: '5',
      alarmFailures: '1',
      alarmApiTokenDays: '60',
      alarmDurationPercent: '99.5',
    });

    expect(config).toEqual({
      accounts: [
        {
          subdomain: 'acme',
          schedule: 'rate(1 hour)',
          credentialsSecret: 'zendesk/acme',
          resources: ['tickets'],
          startTime: '2024-01-01T00:00:00Z',
          include: ['users', 'metric_sets'],
          supportTypeScope: 'all',
          pageSize: 500,
          requestsPerMinute: 7.5,
          allowanceShare: 0.5,
          settleSeconds: 0,
          pollSeconds: 600,
          snapshotSeconds: 7200,
          compression: 'none',
          layout: 'ndjson',
        },
      ],
      lakePrefix: 'raw/zendesk',
      objectExpirationDays: 365,
      snapshotExpirationDays: 30,
      logRetentionDays: 90,
      catalog: true,
      catalogDatabase: 'support',
      scanLimitGiB: 0.5,
      compactionSchedule: 'cron(0 3 * * ? *)',
      alarmEmail: 'ops@example.com',
      dashboard: false,
      alarmStaleMinutes: 90,
      alarmStalledRuns: 5,
      alarmFailures: 1,
      alarmApiTokenDays: 60,
      alarmDurationPercent: 99.5,
    });
  });

  it('accepts a start time in epoch seconds', () => {
    expect(parseConfig({ subdomain: 'acme', startTime: '1700000000' }).accounts).toEqual([
      { subdomain: 'acme', startTime: 1_700_000_000 },
    ]);
  });

  it('keeps a numeric subdomain as text', () => {
    expect(parseConfig({ subdomain: '12345' }).accounts).toEqual([{ subdomain: '12345' }]);
  });

  it('ignores the context keys of the CDK', () => {
    const context = {
      ...CDK_JSON.context,
      'aws:cdk:bundling-stacks': ['**'],
      'acknowledged-issue-numbers': [1],
      'cli-telemetry': false,
      'availability-zones:account=123456789012:region=eu-west-1': ['eu-west-1a'],
      subdomain: 'acme',
    };
    expect(parseConfig(context)).toEqual({ accounts: [{ subdomain: 'acme' }] });
  });
});

describe('parseConfig with several accounts in cdk.json', () => {
  it('accepts options per account and options of the stack', () => {
    const accounts = [
      { subdomain: 'acme', schedule: 'cron(0 3 * * ? *)' },
      { subdomain: 'globex', startTime: 1_700_000_000, include: ['users'], credentialsSecret: 'globex' },
    ];
    expect(parseConfig({ accounts, lakeBucket: 'my-lake' })).toEqual({ accounts, lakeBucket: 'my-lake' });
  });
});
