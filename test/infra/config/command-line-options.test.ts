import { describe, expect, it } from 'vitest';
import { findOptions, parseOptions } from '#infra/config/command-line-options.ts';
import { CDK_JSON } from '#scripts/with-app.ts';

describe('parseOptions', () => {
  it('requires only a subdomain and fills in no defaults', () => {
    expect(parseOptions({ subdomain: 'acme' })).toEqual({ accounts: [{ subdomain: 'acme' }] });
  });

  it('accepts every option as text', () => {
    const config = parseOptions({
      subdomain: 'acme',
      firstDay: '2024-01-02',
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
      stackName: 'Lake',
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
          firstDay: '2024-01-02',
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
      stackName: 'Lake',
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
    expect(parseOptions({ subdomain: 'acme', startTime: '1700000000' }).accounts).toEqual([
      { subdomain: 'acme', startTime: 1_700_000_000 },
    ]);
  });

  it('keeps a numeric subdomain as text', () => {
    expect(parseOptions({ subdomain: '12345' }).accounts).toEqual([{ subdomain: '12345' }]);
  });

  it('accepts resources as text', () => {
    const { accounts } = parseOptions({ subdomain: 'acme', resources: 'tickets, users,organizations' });
    expect(accounts).toEqual([{ subdomain: 'acme', resources: ['tickets', 'users', 'organizations'] }]);
  });

  it('refuses a list of accounts, and names the settings file', () => {
    expect(() => parseOptions({ accounts: 'acme,globex' })).toThrow(
      'accounts: -c takes the options of one account. List several in zendesk-lake.json.',
    );
  });
});

describe('findOptions', () => {
  it('ignores the context keys of the CDK', () => {
    const context = {
      ...CDK_JSON.context,
      'aws:cdk:bundling-stacks': ['**'],
      'acknowledged-issue-numbers': [1],
      'cli-telemetry': false,
      'availability-zones:account=123456789012:region=eu-west-1': ['eu-west-1a'],
      subdomain: 'acme',
    };
    expect(findOptions(context)).toEqual({ subdomain: 'acme' });
  });

  it.each([
    ['accounts', [{ subdomain: 'acme' }]],
    ['dashboard', false],
    ['pageSize', 500],
  ])('refuses %s from cdk.json, and names the settings file', (name, value) => {
    expect(() => findOptions({ [name]: value })).toThrow(
      `${name}: options belong in zendesk-lake.json, not in cdk.json. See zendesk-lake.example.json.`,
    );
  });
});
