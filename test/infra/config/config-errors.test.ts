import { describe, expect, it } from 'vitest';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { findConfigProblems } from '#test/support/infra/config-problems.ts';
import { CDK_JSON } from '#test/support/infra/synthesize.ts';

const EXPECTED_SECRET = 'expected the name of a secret, or its full ARN, which ends in a hyphen and six characters.';
const EXPECTED_KEY =
  'expected the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/…, and not of an alias.';

describe('parseConfig with invalid options', () => {
  it('explains how to pass a missing subdomain', () => {
    expect(findConfigProblems({ ...CDK_JSON.context })).toBe(
      'subdomain: expected a subdomain such as acme (for acme.zendesk.com): pass -c subdomain=acme, ' +
        'or list accounts in cdk.json.',
    );
  });

  it.each(['pagesize', 'page-size', 'page_size', 'page.size', 'PageSize', 'start', 'lakebucket', 'Accounts'])(
    'rejects the unknown option %s instead of ignoring it',
    (field) => {
      expect(findConfigProblems({ subdomain: 'acme', [field]: '500' })).toBe(`${field}: unknown field.`);
    },
  );

  it('rejects an unknown sideload and lists the known ones', () => {
    const { known } = RESOURCES.tickets.options.include;
    expect(findConfigProblems({ subdomain: 'acme', include: 'users,metrics' })).toBe(
      `include.1: expected a sideload of the requested resources: ${known.join(', ')}.`,
    );
    expect(
      findConfigProblems({ accounts: [{ subdomain: 'acme' }, { subdomain: 'globex', include: ['metrics'] }] }),
    ).toBe(`accounts.1.include.0: expected a sideload of the requested resources: ${known.join(', ')}.`);
    expect(findConfigProblems({ subdomain: 'acme', include: known.join(',') })).toBe('none');
  });

  it.each([
    ['tickets,comments', `resources.1: expected one of: ${Object.keys(RESOURCES).join(', ')}.`],
    ['tickets,users,tickets', 'resources: expected distinct resources.'],
    [[{ name: 'calls', pageSize: 100 }], 'resources.0.pageSize: calls has no such option.'],
    [[{ name: 'users', page_size: 100 }], 'resources.0.page_size: unknown field.'],
    [[{ name: 'users', pollSeconds: -1 }], 'resources.0.pollSeconds: Too small: expected number to be >=0.'],
  ])('rejects the resources %j', (resources, expected) => {
    expect(findConfigProblems({ subdomain: 'acme', resources })).toBe(expected);
  });

  it('names every invalid field', () => {
    expect(findConfigProblems({ subdomain: 'acme', pageSize: '5', compression: 'zip', lakePrefix: '/' })).toMatch(
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
    ['pageSize', '', 'Invalid input: expected number, received string.'],
    ['pageSize', '1e3', 'Invalid input: expected number, received string.'],
    ['lakeBucket', 'My_Lake', 'expected an S3 bucket name.'],
    ['lakePrefix', 'raw/', 'expected path segments of letters, digits and _ . = -, without a slash at either end.'],
    ['lakePrefix', 'raw/*', 'expected path segments of letters, digits and _ . = -, without a slash at either end.'],
    ['lakePrefix', '_raw', 'expected path segments of letters, digits and _ . = -, without a slash at either end.'],
    ['layout', 'parquet', 'Invalid option: expected one of "page"|"ndjson".'],
    ['catalog', 'yes', 'expected true or false.'],
    ['catalogDatabase', 'Zendesk-Lake', 'expected lowercase letters, digits and _, starting with a letter.'],
    ['scanLimitGiB', '0', 'expected at least 0.01, the minimum of Athena.'],
    [
      'compactionSchedule',
      'daily',
      'expected an EventBridge Scheduler expression: rate(5 minutes), cron(...) or at(...).',
    ],
    ['alarmEmail', 'ops', 'expected an email address.'],
    ['alarmStaleMinutes', '0', 'Too small: expected number to be >0.'],
    ['alarmFailures', '4', 'expected 1 to 3.'],
    ['alarmDurationPercent', '101', 'Too big: expected number to be <=100.'],
    ['objectExpirationDays', '0', 'Too small: expected number to be >0.'],
    ['objectExpirationDays', '-30', 'Too small: expected number to be >0.'],
    ['objectExpirationDays', '1.5', 'Invalid input: expected int, received number.'],
  ])('rejects %s=%s', (field, value, expected) => {
    expect(findConfigProblems({ subdomain: 'acme', [field]: value })).toBe(`${field}: ${expected}`);
  });

  it('rejects a log retention that CloudWatch does not support', () => {
    expect(findConfigProblems({ subdomain: 'acme', logRetentionDays: '31' })).toMatch(
      /^logRetentionDays: Invalid option: expected one of 1\|3\|5\|.*\|3653\.$/,
    );
  });

  it.each(['rate(1 minute)', 'rate(15 minutes)', 'cron(0/5 6-20 ? * MON-FRI *)', 'at(2026-01-31T03:00:00)'])(
    'accepts the schedule %s',
    (schedule) => {
      expect(findConfigProblems({ subdomain: 'acme', schedule })).toBe('none');
    },
  );
});
