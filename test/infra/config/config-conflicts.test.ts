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
    [[{ subdomain: 'acme', pageSize: '500' }], 'accounts.0.pageSize: Invalid input: expected number, received string.'],
  ])('rejects the accounts %j', (accounts, expected) => {
    expect(findSettingsProblems({ accounts })).toBe(expected);
  });
});

describe('options that exclude each other', () => {
  it('rejects objectExpirationDays for an existing bucket', () => {
    expect(findOptionProblems({ subdomain: 'acme', lakeBucket: 'my-lake', objectExpirationDays: '30' })).toBe(
      'objectExpirationDays: the stack does not manage an existing lakeBucket, so add a lifecycle rule to the bucket instead.',
    );
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
