import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { findOptionProblems, findSettingsProblems } from '#test/support/infra/config-problems.ts';

const EXPECTED_SECRET = 'expected the name of a secret, or its full ARN, which ends in a hyphen and six characters.';
const EXPECTED_KEY =
  'expected the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/…, and not of an alias.';

const CRON = 'cron(minutes hours day-of-month month day-of-week year)';
const EXPECTED_BUCKET =
  'expected an S3 bucket name: 3 to 63 lowercase letters, digits, - and . without .. or .- or -. and no IP address.';

describe('options that are not valid', () => {
  it('rejects a missing subdomain', () => {
    const problem = 'subdomain: expected a subdomain such as acme (for acme.zendesk.com).';
    expect(findOptionProblems({ resources: 'users' })).toBe(problem);
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme' }, {}] })).toBe(`accounts.1.${problem}`);
  });

  it.each([
    ['pagesize', 'pageSize'],
    ['page-size', 'pageSize'],
    ['page_size', 'pageSize'],
    ['page.size', 'pageSize'],
    ['PageSize', 'pageSize'],
    ['pageSizes', 'pageSize'],
    ['resorces', 'resources'],
    ['start', undefined],
  ])('rejects the unknown option %s instead of ignoring it, and names a similar one', (field, meant) => {
    const advice = meant === undefined ? 'docs/configuration.md lists all options.' : `Did you mean ${meant}?`;
    expect(findOptionProblems({ subdomain: 'acme', [field]: '500' })).toBe(`${field}: unknown option. ${advice}`);
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', [field]: 500 }] })).toBe(
      `accounts.0.${field}: unknown option. ${advice}`,
    );
  });

  it('shows a list if a list is given as text', () => {
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', resources: 'all', include: 'users' }] })).toBe(
      'accounts.0.include: expected a list such as ["users", "groups"]. ' +
        'accounts.0.resources: expected a list such as ["tickets", "users"].',
    );
  });

  it('names similar options of the stack and of a resource', () => {
    const accounts = [{ subdomain: 'acme' }];
    expect(findSettingsProblems({ accounts, lakebucket: 'b' })).toBe(
      'lakebucket: unknown option. Did you mean lakeBucket?',
    );
    expect(findOptionProblems({ subdomain: 'acme', lakebucket: 'b' })).toBe(
      'lakebucket: unknown option. Did you mean lakeBucket?',
    );
    const resources = [{ name: 'users', page_size: 100 }];
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', resources }] })).toBe(
      'accounts.0.resources.0.page_size: unknown option. Did you mean pageSize?',
    );
  });

  it.each(['clientSecret', 'client_id', 'apiToken', 'password'])('refuses the credential %s', (field) => {
    const problem = `${field}: credentials must never be among the options. Remove them, and store them with node cli credentials.`;
    expect(findOptionProblems({ subdomain: 'acme', [field]: 'planted' })).toBe(problem);
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme' }], [field]: 'planted' })).toBe(problem);
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', [field]: 'planted' }] })).toBe(
      `accounts.0.${problem}`,
    );
  });

  it('names the resource that was probably meant, also in -c', () => {
    expect(findOptionProblems({ subdomain: 'acme', resources: 'tickets,user' })).toBe(
      'resources.1: unknown resource. Did you mean users?',
    );
  });

  it('says where an option belongs that is in the wrong place', () => {
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', dashboard: false }], pageSize: 500 })).toBe(
      'accounts.0.dashboard: this option belongs at the top level of the file, next to accounts. ' +
        'pageSize: this option belongs in each entry of accounts.',
    );
  });

  it('rejects an unknown sideload and lists the known ones', () => {
    const { known } = RESOURCES.tickets.options.include;
    expect(findOptionProblems({ subdomain: 'acme', include: 'users,metrics' })).toBe(
      `include.1: expected a sideload of the requested resources: ${known.join(', ')}.`,
    );
    expect(
      findSettingsProblems({ accounts: [{ subdomain: 'acme' }, { subdomain: 'globex', include: ['metrics'] }] }),
    ).toBe(`accounts.1.include.0: expected a sideload of the requested resources: ${known.join(', ')}.`);
    expect(findOptionProblems({ subdomain: 'acme', include: known.join(',') })).toBe('none');
  });

  it.each([
    [['tickets', 'users', 'tickets'], 'resources: expected distinct resources.'],
    [[{ name: 'calls', pageSize: 100 }], 'resources.0.pageSize: calls has no such option.'],
    [[{ name: 'users', pollSeconds: -1 }], 'resources.0.pollSeconds: expected at least 0.'],
  ])('rejects the resources %j', (resources, expected) => {
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', resources }] })).toBe(`accounts.0.${expected}`);
  });

  it.each([
    ['startTime', 'yesterday', 'expected epoch seconds, or ISO 8601 with Z or an offset.'],
    ['firstDay', '2019-3-4', 'expected a day such as 2019-03-04.'],
    ['firstDay', '2999-01-01', 'expected a day in the past.'],
  ])('rejects %s: "%s" of an account', (field, value, expected) => {
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', [field]: value }] })).toBe(
      `accounts.0.${field}: ${expected}`,
    );
  });

  it('names every invalid field', () => {
    expect(findOptionProblems({ subdomain: 'acme', pageSize: '5', compression: 'zip', lakePrefix: '/' })).toMatch(
      /^pageSize: .*\. compression: .*\. lakePrefix: .*\.$/,
    );
  });

  it.each([
    ['subdomain', 'acme.zendesk.com', 'expected a subdomain such as acme (for acme.zendesk.com).'],
    [
      'schedule',
      'every 5 minutes',
      'expected an EventBridge Scheduler expression: rate(5 minutes), cron(...) or at(...).',
    ],
    [
      'schedule',
      'rate(0 minutes)',
      'expected an EventBridge Scheduler expression: rate(5 minutes), cron(...) or at(...).',
    ],
    [
      'schedule',
      'cron(0 3 * * *)',
      'expected an EventBridge Scheduler expression: rate(5 minutes), cron(...) or at(...).',
    ],
    ['credentialsSecret', 'zendesk/*', EXPECTED_SECRET],
    ['credentialsSecret', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:zendesk', EXPECTED_SECRET],
    ['secretKeyArn', 'alias/zendesk', EXPECTED_KEY],
    ['lakeKeyArn', 'arn:aws:kms:eu-west-1:123456789012:alias/lake', EXPECTED_KEY],
    ['lakeKeyArn', 'arn:aws:kms:eu-west-1:123456789012:key/*', EXPECTED_KEY],
    ['resources', 'tickets,tickets', 'expected distinct resources.'],
    ['startTime', 'yesterday', 'expected epoch seconds, or ISO 8601 with Z or an offset.'],
    ['startTime', '1700000000000', 'expected epoch seconds, not milliseconds.'],
    ['pageSize', '', 'expected a number.'],
    ['pageSize', '1e3', 'expected a number.'],
    [
      'schedule',
      'cron(0 9 * * MON-FRI *)',
      'expected ? as either the day of month or the day of week in cron(...), and a value or * as the other.',
    ],
    ['schedule', 'cron(15 12 ? * 0 *)', `expected 1 to 7 or SUN to SAT as day of week in ${CRON}.`],
    ['schedule', 'at(2026-13-45T99:99:99)', 'expected a date and time that exist in at(...).'],
    ['compactionSchedule', 'cron(0 25 * * ? *)', `expected 0 to 23 as hours in ${CRON}.`],
    ['startTime', '2126-11-01T00:00:00Z', 'expected a time that is at most a year ahead.'],
    ['lakeBucket', 'My_Lake', EXPECTED_BUCKET],
    ['lakeBucket', 'my..lake', EXPECTED_BUCKET],
    ['lakeBucket', 'my-.lake', EXPECTED_BUCKET],
    ['lakeBucket', '192.168.1.10', EXPECTED_BUCKET],
    ['lakePrefix', 'raw/', 'expected path segments of letters, digits and _ . = -, without a slash at either end.'],
    ['lakePrefix', 'raw/*', 'expected path segments of letters, digits and _ . = -, without a slash at either end.'],
    ['lakePrefix', '_raw', 'expected path segments of letters, digits and _ . = -, without a slash at either end.'],
    ['layout', 'parquet', 'expected one of: page, ndjson.'],
    ['catalog', 'yes', 'expected true or false.'],
    ['catalogDatabase', 'Zendesk-Lake', 'expected lowercase letters, digits and _, starting with a letter.'],
    ['scanLimitGiB', '0', 'expected at least 0.01, the minimum of Athena.'],
    [
      'compactionSchedule',
      'daily',
      'expected an EventBridge Scheduler expression: rate(5 minutes), cron(...) or at(...).',
    ],
    ['alarmEmail', 'ops', 'expected an email address.'],
    ['runbookUrl', 'docs/runbook.md', 'expected an https URL without a fragment.'],
    ['alarmStaleMinutes', '0', 'expected more than 0.'],
    ['alarmFailures', '4', 'expected 1 to 3.'],
    ['alarmDurationPercent', '101', 'expected at most 100.'],
    ['objectExpirationDays', '0', 'expected more than 0.'],
    ['objectExpirationDays', '-30', 'expected more than 0.'],
    ['objectExpirationDays', '1.5', 'expected a whole number.'],
    ['snapshotExpirationDays', '0', 'expected more than 0.'],
    ['snapshotExpirationDays', '3.5', 'expected a whole number.'],
  ])('rejects %s=%s', (field, value, expected) => {
    expect(findOptionProblems({ subdomain: 'acme', [field]: value })).toBe(`${field}: ${expected}`);
  });

  it('accepts every log retention that the CDK has', () => {
    const days = Object.values(RetentionDays).filter((value) => typeof value === 'number');
    expect(days).toContain(3653);
    for (const value of days) {
      const isInfinite = value === RetentionDays.INFINITE;
      const problem = findOptionProblems({ subdomain: 'acme', logRetentionDays: String(value) });
      expect(problem === 'none').toBe(!isInfinite);
    }
  });

  it('rejects a log retention that CloudWatch does not support', () => {
    expect(findOptionProblems({ subdomain: 'acme', logRetentionDays: '31' })).toMatch(
      /^logRetentionDays: expected one of: 1, 3, 5, .*, 3653\.$/,
    );
  });

  it.each(['rate(1 minute)', 'rate(15 minutes)', 'cron(0/5 6-20 ? * MON-FRI *)', 'at(2026-01-31T03:00:00)'])(
    'accepts the schedule %s',
    (schedule) => {
      expect(findOptionProblems({ subdomain: 'acme', schedule })).toBe('none');
    },
  );
});
