import { describe, expect, it } from 'vitest';
import { findOptionProblems, findSettingsProblems } from '#test/support/infra/config-problems.ts';

describe('several accounts', () => {
  it('rejects two schedules for one export', () => {
    expect(
      findSettingsProblems({ accounts: [{ subdomain: 'acme' }, { subdomain: 'globex' }, { subdomain: 'acme' }] }),
    ).toBe('accounts.2: accounts.0 already schedules acme/tickets; an export can have only one schedule.');
  });

  it.each([
    [[], 'accounts: expected at least one account.'],
    ['acme,globex', 'accounts: expected a list of accounts.'],
    [undefined, 'accounts: expected a list of accounts.'],
    [
      [{ subdomain: 'acme', credentialsSecretId: 'x' }],
      'accounts.0.credentialsSecretId: unknown option. Did you mean credentialsSecret?',
    ],
    [[{ subdomain: 'acme', pageSize: '500' }], 'accounts.0.pageSize: expected a number, without quotation marks.'],
    [[{ subdomain: 'acme', pageSize: 'many' }], 'accounts.0.pageSize: expected a number.'],
  ])('rejects the accounts %j', (accounts, expected) => {
    expect(findSettingsProblems({ accounts })).toBe(expected);
  });
});

const withSlips = (count: number): object => ({
  accounts: Array.from({ length: count }, (_, index) => ({ subdomain: `acme-${index}`, pageSize: 1 })),
});

describe('many problems', () => {
  it('names the first five and counts the others', () => {
    const problem = findSettingsProblems(withSlips(50));
    expect(problem.match(/pageSize/g)).toHaveLength(5);
    expect(problem).toMatch(/^accounts\.0\.pageSize: .* accounts\.4\.pageSize: [^.]*\. And 45 more problems\.$/);
  });

  it('names all of five', () => {
    const problem = findSettingsProblems(withSlips(5));
    expect(problem.match(/pageSize/g)).toHaveLength(5);
    expect(problem).not.toContain('more problem');
  });
});

describe('values in quotation marks', () => {
  it.each([
    ['dashboard', 'false', 'expected true or false, without quotation marks.'],
    ['dashboard', 'no', 'expected true or false.'],
    ['alarmStaleMinutes', '90', 'expected a number, without quotation marks.'],
    ['logRetentionDays', '30', /^expected one of: 1, 3, .*, 3653, without quotation marks\.$/],
    ['logRetentionDays', '31', /^expected one of: 1, 3, .*, 3653\.$/],
  ])('describes %s "%s" in the settings file', (option, value, expected) => {
    const problem = findSettingsProblems({ accounts: [{ subdomain: 'acme' }], [option]: value });
    const [name, ...rest] = problem.split(': ');
    expect(name).toBe(option);
    expect(rest.join(': ')).toMatch(expected);
  });
});

const tooEarly = (least: number, slowest: string): string =>
  `snapshotExpirationDays: expected at least ${least}, three times the longest snapshotSeconds (${slowest}), because ` +
  'the latest complete snapshot of a list must not expire before the next one is complete.';

describe('options that exclude each other', () => {
  it('rejects objectExpirationDays for an existing bucket', () => {
    expect(findOptionProblems({ subdomain: 'acme', lakeBucket: 'my-lake', objectExpirationDays: '30' })).toBe(
      'objectExpirationDays: the stack does not manage an existing lakeBucket, so add a lifecycle rule to the bucket instead.',
    );
  });

  it('rejects snapshotExpirationDays for an existing bucket', () => {
    const context = { subdomain: 'acme', resources: 'lists', lakeBucket: 'my-lake', snapshotExpirationDays: '1' };
    const advice = 'the stack does not manage an existing lakeBucket, so add a lifecycle rule to the bucket instead';
    expect(findOptionProblems(context)).toBe(`snapshotExpirationDays: ${advice}.`);
    expect(findOptionProblems({ ...context, objectExpirationDays: '30' })).toBe(
      `objectExpirationDays: ${advice}. snapshotExpirationDays: ${advice}.`,
    );
  });

  it('rejects snapshotExpirationDays that end before three intervals of the list with the longest', () => {
    const daily = { subdomain: 'acme', resources: 'tickets,groups' };
    expect(findOptionProblems({ ...daily, snapshotExpirationDays: '2' })).toBe(tooEarly(3, '86400 of acme/groups'));
    expect(findOptionProblems({ ...daily, snapshotExpirationDays: '3' })).toBe('none');

    // Three times 100,000 seconds are 3.5 days.
    const slower = [{ subdomain: 'acme' }, { subdomain: 'globex', resources: ['lists'], snapshotSeconds: 100_000 }];
    expect(findSettingsProblems({ accounts: slower, snapshotExpirationDays: 3 })).toBe(
      tooEarly(4, '100000 of globex/groups'),
    );
    expect(findSettingsProblems({ accounts: slower, snapshotExpirationDays: 4 })).toBe('none');

    const own = [{ subdomain: 'acme', resources: ['all', { name: 'views', snapshotSeconds: 604_800 }] }];
    expect(findSettingsProblems({ accounts: own, snapshotExpirationDays: 20 })).toBe(
      tooEarly(21, '604800 of acme/views'),
    );
    expect(findSettingsProblems({ accounts: own, snapshotExpirationDays: 21 })).toBe('none');
  });

  it('rejects objectExpirationDays that end before three intervals of a list', () => {
    const daily = { subdomain: 'acme', resources: 'tickets,groups' };
    expect(findOptionProblems({ ...daily, objectExpirationDays: '2' })).toBe(
      tooEarly(3, '86400 of acme/groups').replace('snapshotExpirationDays', 'objectExpirationDays'),
    );
    expect(findOptionProblems({ ...daily, objectExpirationDays: '3' })).toBe('none');
    expect(findOptionProblems({ subdomain: 'acme', objectExpirationDays: '1' })).toBe('none');
  });

  it('accepts any snapshotExpirationDays for lists that never expire, and without lists', () => {
    const resources = [{ name: 'audit_logs', snapshotSeconds: 604_800 }, 'tickets'];
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', resources }], snapshotExpirationDays: 1 })).toBe(
      'none',
    );
  });

  it('rejects snapshotExpirationDays after objectExpirationDays', () => {
    const context = { subdomain: 'acme', resources: 'lists', objectExpirationDays: '30' };
    expect(findOptionProblems({ ...context, snapshotExpirationDays: '31' })).toBe(
      'snapshotExpirationDays: expected at most 30, because all objects expire after objectExpirationDays.',
    );
    expect(findOptionProblems({ ...context, snapshotExpirationDays: '30' })).toBe('none');
  });

  it('rejects two layouts under one prefix', () => {
    expect(findOptionProblems({ subdomain: 'acme', layout: 'ndjson' })).toBe(
      'lakePrefix: the prefix zendesk is reserved for the page layout; ' +
        'set another lakePrefix for ndjson, such as zendesk-ndjson.',
    );
    expect(findOptionProblems({ subdomain: 'acme', layout: 'ndjson', lakePrefix: 'zendesk-ndjson' })).toBe('none');
    const accounts = [{ subdomain: 'acme' }, { subdomain: 'globex', layout: 'page' }];
    expect(findSettingsProblems({ accounts, lakePrefix: 'raw' })).toBe('none');
    expect(
      findSettingsProblems({ accounts: [...accounts, { subdomain: 'umbrella', layout: 'ndjson' }], lakePrefix: 'raw' }),
    ).toBe(
      'accounts.2.layout: all accounts under one lakePrefix must use the same layout (accounts.0 uses a different one).',
    );
  });

  it('rejects compactionSchedule without a catalog', () => {
    expect(findOptionProblems({ subdomain: 'acme', catalog: 'false', compactionSchedule: 'rate(1 day)' })).toBe(
      'compactionSchedule: compaction reads the catalog tables, so set catalog to true or remove compactionSchedule.',
    );
    expect(findOptionProblems({ subdomain: 'acme', compactionSchedule: 'rate(1 day)' })).toBe('none');
  });
});
