import { describe, expect, it } from 'vitest';
import { parseExportRequest } from '#functions/export/core/export-request.ts';
import { LISTS } from '#functions/export/core/lists.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { parseOptions } from '#infra/config/command-line-options.ts';
import type { Account } from '#infra/config/config-schema.ts';
import { listReplacedLists, listResourceNames, requestResources } from '#infra/config/requested-resources.ts';
import { findOptionProblems, findSettingsProblems } from '#test/support/infra/config-problems.ts';

const ALL = Object.keys(RESOURCES);
const LIST_NAMES = Object.keys(LISTS);

/** The resources of an account's export request. */
const requestFor = (resources: NonNullable<Account['resources']>) => {
  const fields = { subdomain: 'acme', credentialsSecretId: 'zendesk-lake/acme' };
  return parseExportRequest({ ...fields, ...requestResources({ resources, schedule: 'rate(5 minutes)' }) }).resources;
};

describe('options with lists', () => {
  it('accepts their names as text, and objects with options', () => {
    const { accounts } = parseOptions({ subdomain: 'acme', resources: LIST_NAMES.join(',') });
    expect(accounts).toMatchObject([{ resources: LIST_NAMES }]);
    const resources = ['tickets', { name: 'groups', snapshotSeconds: 300 }, { name: 'audit_logs', startTime: 7 }];
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', resources, snapshotSeconds: 604_800 }] })).toBe(
      'none',
    );
  });

  it.each([
    [299, 'expected at least 300.'],
    [604_801, 'expected at most 604800.'],
    [1.5, 'expected a whole number.'],
  ])('rejects the snapshotSeconds %d of a list and of an account', (snapshotSeconds, problem) => {
    const resources = [{ name: 'groups', snapshotSeconds }];
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', resources }] })).toBe(
      `accounts.0.resources.0.snapshotSeconds: ${problem}`,
    );
    expect(findOptionProblems({ subdomain: 'acme', resources: 'groups', snapshotSeconds: `${snapshotSeconds}` })).toBe(
      `snapshotSeconds: ${problem}`,
    );
  });
});

describe('the words all and lists', () => {
  it('mean every resource and list, and every list', () => {
    expect(requestFor(['all']).map(({ name }) => name)).toEqual(ALL);
    expect(requestFor(['lists']).map(({ name }) => name)).toEqual(LIST_NAMES);
  });

  it('combine with names on the command line', () => {
    const { accounts } = parseOptions({ subdomain: 'acme', resources: 'lists, tickets' });
    expect(accounts.map(listResourceNames)).toEqual([['tickets', ...LIST_NAMES]]);
  });

  it('overlap with each other and with names without an error', () => {
    expect(findOptionProblems({ subdomain: 'acme', resources: 'tickets,all,lists,groups' })).toBe('none');
    const names = listResourceNames({ resources: ['tickets', 'all', 'lists', 'groups'] });
    expect(names.toSorted()).toEqual(ALL.toSorted());
  });

  it('leave a resource its options if it has its own entry, before or after the word', () => {
    const groups = { name: 'groups', snapshotSeconds: 3600 };
    for (const resources of [
      ['all', groups],
      [groups, 'lists'],
    ]) {
      expect(requestFor(resources).filter(({ name }) => name === 'groups')).toEqual([groups]);
      expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', resources }] })).toBe('none');
    }
  });

  it('become names in the export request, because the function rejects them', () => {
    const { resources } = requestResources({ resources: ['all', { name: 'groups', snapshotSeconds: 3600 }] });
    const names = resources?.map((each) => (typeof each === 'string' ? each : each.name));
    expect(names?.toSorted()).toEqual(ALL.toSorted());
    expect(() => parseExportRequest({ subdomain: 'acme', credentialsSecretId: 'x', resources: ['all'] })).toThrow(
      /resources\.0: expected one of: tickets,/,
    );
  });

  it('leave a resource its own poll interval if that is longer than the default', () => {
    expect(requestResources({ resources: ['all'] }).resources).toContainEqual({
      name: 'ticket_metric_events',
      pollSeconds: 1800,
    });
  });

  it.each([
    [['lists', 'invoices'], `accounts.0.resources.1: expected one of: all, lists, ${ALL.join(', ')}.`],
    [['lists', 'ticketz'], 'accounts.0.resources.1: unknown resource. Did you mean tickets?'],
    [['All'], 'accounts.0.resources.0: unknown resource. Did you mean all?'],
    [[{ name: 'user' }], 'accounts.0.resources.0.name: unknown resource. Did you mean users?'],
    [[{ name: 'lists', snapshotSeconds: 300 }], `accounts.0.resources.0.name: expected one of: ${ALL.join(', ')}.`],
    [['lists', 'tickets', 'tickets'], 'accounts.0.resources: expected distinct resources.'],
    [[], 'accounts.0.resources: expected at least one resource.'],
    [['lists', 'tickets'], 'none'],
  ])('appear in the error for an unknown resource: %j', (resources, problem) => {
    expect(findSettingsProblems({ accounts: [{ subdomain: 'acme', resources }] })).toBe(problem);
  });

  it('count for sideloads and for two schedules of one export', () => {
    expect(findOptionProblems({ subdomain: 'acme', resources: 'all', include: 'identities' })).toBe('none');
    const accounts = [
      { subdomain: 'acme', resources: ['lists'] },
      { subdomain: 'acme', resources: ['groups', 'tickets'] },
    ];
    expect(findSettingsProblems({ accounts })).toBe(
      'accounts.1: accounts.0 already schedules acme/groups; an export can have only one schedule.',
    );
  });
});

it('listReplacedLists returns the lists without a window, with the interval of the list or its account', () => {
  const resources = ['all', { name: 'groups', snapshotSeconds: 300 }];
  const replaced = listReplacedLists({ resources, snapshotSeconds: 3600 });
  expect(replaced).toHaveLength(LIST_NAMES.length - 3);
  expect(replaced.map(({ name }) => name)).not.toContain('audit_logs');
  expect(replaced).toContainEqual({ name: 'groups', snapshotSeconds: 300 });
  expect(replaced).toContainEqual({ name: 'macros', snapshotSeconds: 3600 });
  expect(listReplacedLists({ resources: ['tickets', 'macros'] })).toEqual([
    { name: 'macros', snapshotSeconds: 86_400 },
  ]);
});
