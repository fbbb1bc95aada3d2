import { describe, expect, it } from 'vitest';
import { findConfigProblems } from '#test/support/infra/config-problems.ts';

describe('parseConfig with several accounts', () => {
  it('rejects two schedules for one export', () => {
    expect(
      findConfigProblems({ accounts: [{ subdomain: 'acme' }, { subdomain: 'globex' }, { subdomain: 'acme' }] }),
    ).toBe('accounts.2: accounts.0 already schedules acme/tickets; an export can have only one schedule.');
  });

  it('rejects account options next to the list', () => {
    expect(findConfigProblems({ accounts: [{ subdomain: 'acme' }], subdomain: 'globex', pageSize: '500' })).toBe(
      'subdomain: set this inside each entry of accounts instead. ' +
        'pageSize: set this inside each entry of accounts instead.',
    );
  });

  it.each([
    [[], 'accounts: expected at least one account.'],
    ['acme,globex', 'accounts: Invalid input: expected array, received string.'],
    [
      [{ subdomain: 'acme' }, {}],
      'accounts.1.subdomain: expected a subdomain such as acme (for acme.zendesk.com): pass -c subdomain=acme, ' +
        'or list accounts in cdk.json.',
    ],
    [[{ subdomain: 'acme', pagesize: 500 }], 'accounts.0.pagesize: unknown field.'],
    [[{ subdomain: 'acme', credentialsSecretId: 'x' }], 'accounts.0.credentialsSecretId: unknown field.'],
    [[{ subdomain: 'acme', pageSize: '500' }], 'accounts.0.pageSize: Invalid input: expected number, received string.'],
  ])('rejects the accounts %j', (accounts, expected) => {
    expect(findConfigProblems({ accounts })).toBe(expected);
  });
});

describe('parseConfig with options that exclude each other', () => {
  it('rejects objectExpirationDays for an existing bucket', () => {
    expect(findConfigProblems({ subdomain: 'acme', lakeBucket: 'my-lake', objectExpirationDays: '30' })).toBe(
      'objectExpirationDays: the stack does not manage an existing lakeBucket, so add a lifecycle rule to the bucket instead.',
    );
  });

  it('rejects two layouts under one prefix', () => {
    expect(findConfigProblems({ subdomain: 'acme', layout: 'ndjson' })).toBe(
      'lakePrefix: the prefix zendesk is reserved for the page layout; ' +
        'set another lakePrefix for ndjson, such as zendesk-ndjson.',
    );
    expect(findConfigProblems({ subdomain: 'acme', layout: 'ndjson', lakePrefix: 'zendesk-ndjson' })).toBe('none');
    const accounts = [{ subdomain: 'acme' }, { subdomain: 'globex', layout: 'page' }];
    expect(findConfigProblems({ accounts, lakePrefix: 'raw' })).toBe('none');
    expect(
      findConfigProblems({ accounts: [...accounts, { subdomain: 'umbrella', layout: 'ndjson' }], lakePrefix: 'raw' }),
    ).toBe(
      'accounts.2.layout: all accounts under one lakePrefix must use the same layout (accounts.0 uses a different one).',
    );
  });

  it('rejects compactionSchedule without a catalog', () => {
    expect(findConfigProblems({ subdomain: 'acme', catalog: 'false', compactionSchedule: 'rate(1 day)' })).toBe(
      'compactionSchedule: compaction reads the catalog tables, so set catalog to true or remove compactionSchedule.',
    );
    expect(findConfigProblems({ subdomain: 'acme', compactionSchedule: 'rate(1 day)' })).toBe('none');
  });
});
