import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '#infra/config/config.ts';
import { CDK_JSON } from '#test/support/infra/synthesize.ts';

const INVALID = 'The configuration is not valid. ';

function problems(context: Record<string, unknown>): string {
  try {
    parseConfig(context);
  } catch (error) {
    if (error instanceof ConfigError && error.message.startsWith(INVALID)) return error.message.slice(INVALID.length);
    throw error;
  }
  return 'none';
}

describe('one account on the command line', () => {
  it('needs no more than a subdomain, and no default is written into what was asked for', () => {
    expect(parseConfig({ subdomain: 'acme' })).toEqual({ accounts: [{ subdomain: 'acme' }] });
  });

  it('takes every option as text', () => {
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
      compression: 'none',
      layout: 'ndjson',
      lakePrefix: 'raw/zendesk',
      objectExpirationDays: '365',
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
          compression: 'none',
          layout: 'ndjson',
        },
      ],
      lakePrefix: 'raw/zendesk',
      objectExpirationDays: 365,
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

  it('takes a start time in epoch seconds', () => {
    expect(parseConfig({ subdomain: 'acme', startTime: '1700000000' }).accounts).toEqual([
      { subdomain: 'acme', startTime: 1_700_000_000 },
    ]);
  });

  it('leaves a subdomain of digits text', () => {
    expect(parseConfig({ subdomain: '12345' }).accounts).toEqual([{ subdomain: '12345' }]);
  });

  it('passes over what belongs to the CDK in the context', () => {
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

describe('several accounts in cdk.json', () => {
  it('each have their own options beside those of the stack', () => {
    const accounts = [
      { subdomain: 'acme', schedule: 'cron(0 3 * * ? *)' },
      { subdomain: 'globex', startTime: 1_700_000_000, include: ['users'], credentialsSecret: 'globex' },
    ];
    expect(parseConfig({ accounts, lakeBucket: 'my-lake' })).toEqual({ accounts, lakeBucket: 'my-lake' });
  });

  it('are refused when two of them schedule one export', () => {
    expect(problems({ accounts: [{ subdomain: 'acme' }, { subdomain: 'globex' }, { subdomain: 'acme' }] })).toBe(
      'accounts.2: acme/tickets is scheduled by accounts.0 already, and an export has one schedule.',
    );
  });

  it('are refused with fields of an account beside the list, where they could mean anything', () => {
    expect(problems({ accounts: [{ subdomain: 'acme' }], subdomain: 'globex', pageSize: '500' })).toBe(
      'subdomain: with a list of accounts this belongs inside its entries. ' +
        'pageSize: with a list of accounts this belongs inside its entries.',
    );
  });

  it.each([
    [[], 'accounts: expected at least one account.'],
    ['acme,globex', 'accounts: Invalid input: expected array, received string.'],
    [
      [{ subdomain: 'acme' }, {}],
      'accounts.1.subdomain: expected the acme of acme.zendesk.com: -c subdomain=acme, ' +
        'or an entry of accounts for each in cdk.json.',
    ],
    [[{ subdomain: 'acme', pagesize: 500 }], 'accounts.0.pagesize: unknown field.'],
    [[{ subdomain: 'acme', credentialsSecretId: 'x' }], 'accounts.0.credentialsSecretId: unknown field.'],
    [[{ subdomain: 'acme', pageSize: '500' }], 'accounts.0.pageSize: Invalid input: expected number, received string.'],
  ])('are refused as %j', (accounts, expected) => {
    expect(problems({ accounts })).toBe(expected);
  });
});

describe('a configuration that is not valid', () => {
  it('without a subdomain says what to pass', () => {
    expect(problems({ ...CDK_JSON.context })).toBe(
      'subdomain: expected the acme of acme.zendesk.com: -c subdomain=acme, or an entry of accounts for each in cdk.json.',
    );
  });

  it.each(['pagesize', 'page-size', 'page_size', 'page.size', 'PageSize', 'start', 'lakebucket', 'Accounts'])(
    'is one with the unknown field %s, which would be passed over otherwise',
    (field) => {
      expect(problems({ subdomain: 'acme', [field]: '500' })).toBe(`${field}: unknown field.`);
    },
  );

  it('names every field that is wrong', () => {
    expect(problems({ subdomain: 'acme', pageSize: '5', compression: 'zip', lakePrefix: '/' })).toMatch(
      /^pageSize: .*\. compression: .*\. lakePrefix: .*\.$/,
    );
  });

  it.each([
    ['subdomain', 'acme.zendesk.com', 'expected a subdomain such as acme (for acme.zendesk.com).'],
    [
      'schedule',
      'every 5 minutes',
      'expected rate(5 minutes), or a cron(...) or at(...) expression of EventBridge Scheduler.',
    ],
    [
      'schedule',
      'rate(0 minutes)',
      'expected rate(5 minutes), or a cron(...) or at(...) expression of EventBridge Scheduler.',
    ],
    [
      'schedule',
      'cron(0 3 * * *)',
      'expected rate(5 minutes), or a cron(...) or at(...) expression of EventBridge Scheduler.',
    ],
    [
      'credentialsSecret',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:zendesk-AbCdEf',
      'expected the name of a secret of this account, not its ARN.',
    ],
    ['credentialsSecret', 'zendesk/*', 'expected the name of a secret of this account, not its ARN.'],
    ['resources', 'tickets,tickets', 'expected distinct resources.'],
    ['startTime', 'yesterday', 'expected epoch seconds, or ISO 8601 with Z or an offset.'],
    ['startTime', '1700000000000', 'expected epoch seconds, not milliseconds.'],
    ['pageSize', '', 'Invalid input: expected number, received string.'],
    ['pageSize', '1e3', 'Invalid input: expected number, received string.'],
    ['lakeBucket', 'My_Lake', 'expected the name of an S3 bucket.'],
    ['lakePrefix', 'raw/', 'expected path segments of letters, digits and _ . = -, without a slash at either end.'],
    ['lakePrefix', 'raw/*', 'expected path segments of letters, digits and _ . = -, without a slash at either end.'],
    ['lakePrefix', '_raw', 'expected path segments of letters, digits and _ . = -, without a slash at either end.'],
    ['layout', 'parquet', 'Invalid option: expected one of "page"|"ndjson".'],
    ['catalog', 'yes', 'expected true or false.'],
    ['catalogDatabase', 'Zendesk-Lake', 'expected lower-case letters, digits and _.'],
    ['scanLimitGiB', '0', 'expected at least 0.01: Athena takes no less.'],
    [
      'compactionSchedule',
      'daily',
      'expected rate(5 minutes), or a cron(...) or at(...) expression of EventBridge Scheduler.',
    ],
    ['alarmEmail', 'ops', 'expected an e-mail address.'],
    ['alarmStaleMinutes', '0', 'Too small: expected number to be >0.'],
    ['alarmFailures', '4', 'expected 1 to 3.'],
    ['alarmDurationPercent', '101', 'Too big: expected number to be <=100.'],
    ['objectExpirationDays', '0', 'Too small: expected number to be >0.'],
    ['objectExpirationDays', '-30', 'Too small: expected number to be >0.'],
    ['objectExpirationDays', '1.5', 'Invalid input: expected int, received number.'],
  ])('is one with %s=%s', (field, value, expected) => {
    expect(problems({ subdomain: 'acme', [field]: value })).toBe(`${field}: ${expected}`);
  });

  it('is one with a retention that CloudWatch does not know', () => {
    expect(problems({ subdomain: 'acme', logRetentionDays: '31' })).toMatch(
      /^logRetentionDays: Invalid option: expected one of 1\|3\|5\|.*\|3653\.$/,
    );
  });

  it('is one that would have objects expire in a bucket of somebody else', () => {
    expect(problems({ subdomain: 'acme', lakeBucket: 'my-lake', objectExpirationDays: '30' })).toBe(
      'objectExpirationDays: the lifecycle of an existing lakeBucket is up to its owner, so set it there.',
    );
  });

  it('is one in which two layouts would lie under one prefix', () => {
    expect(problems({ subdomain: 'acme', layout: 'ndjson' })).toBe(
      'lakePrefix: under zendesk lie whole pages; ndjson needs a lakePrefix of its own, such as zendesk-ndjson.',
    );
    expect(problems({ subdomain: 'acme', layout: 'ndjson', lakePrefix: 'zendesk-ndjson' })).toBe('none');
    const accounts = [{ subdomain: 'acme' }, { subdomain: 'globex', layout: 'page' }];
    expect(problems({ accounts, lakePrefix: 'raw' })).toBe('none');
    expect(problems({ accounts: [...accounts, { subdomain: 'umbrella', layout: 'ndjson' }], lakePrefix: 'raw' })).toBe(
      'accounts.2.layout: accounts.0 has another one, and all that lies under one lakePrefix has one layout: ' +
        'give them the same.',
    );
  });

  it('is one that compacts without a catalog', () => {
    expect(problems({ subdomain: 'acme', catalog: 'false', compactionSchedule: 'rate(1 day)' })).toBe(
      'compactionSchedule: compaction reads the tables of the catalog, so it needs catalog to be true.',
    );
    expect(problems({ subdomain: 'acme', compactionSchedule: 'rate(1 day)' })).toBe('none');
  });

  it.each(['rate(1 minute)', 'rate(15 minutes)', 'cron(0/5 6-20 ? * MON-FRI *)', 'at(2026-01-31T03:00:00)'])(
    'is none with the schedule %s',
    (schedule) => {
      expect(problems({ subdomain: 'acme', schedule })).toBe('none');
    },
  );
});
