import { describe, expect, it } from 'vitest';
import { resolveOptions } from '#functions/export/core/export-options.ts';
import { parseExportRequest } from '#functions/export/core/export-request.ts';
import { LISTS } from '#functions/export/core/lists.ts';
import type { IncrementalResource, Resource } from '#functions/export/core/resource.ts';
import { TICKETS, withPagination } from '#test/support/functions/pages.ts';

const request = (fields: object = {}) =>
  parseExportRequest({ subdomain: 'acme', credentialsSecretId: 'zendesk/acme', ...fields });

const staleSeconds = (event: object, resource: Resource = TICKETS): number =>
  resolveOptions(resource, request(event)).staleSeconds;

describe('resolveOptions', () => {
  it("uses the resource's defaults for options that the request omits", () => {
    const resource: IncrementalResource = {
      ...TICKETS,
      settleSeconds: 1800,
      options: { ...TICKETS.options, include: { known: ['users'], default: ['users'] } },
    };
    expect(resolveOptions(resource, request())).toEqual({
      include: ['users'],
      supportTypeScope: undefined,
      startTime: 0,
      pageSize: 1000,
      settleSeconds: 1800,
      pollSeconds: 0,
      snapshotSeconds: 86_400,
      staleSeconds: 3600,
    });
  });

  it("uses the request's options", () => {
    const fields = { include: ['groups'], supportTypeScope: 'all', startTime: 7, pageSize: 50, settleSeconds: 0 };
    const intervals = { pollSeconds: 60, snapshotSeconds: 3600 };
    expect(resolveOptions(TICKETS, request({ ...fields, ...intervals }))).toEqual({
      ...fields,
      ...intervals,
      staleSeconds: 3600,
    });
  });

  it('makes an export stale after two poll intervals, but not before staleSeconds', () => {
    expect(staleSeconds({ pollSeconds: 1800 })).toBe(3600);
    expect(staleSeconds({ pollSeconds: 1801 })).toBe(3602);
    expect(staleSeconds({ pollSeconds: 1800, staleSeconds: 60 })).toBe(3600);
    expect(staleSeconds({ pollSeconds: 1800, staleSeconds: 7200 })).toBe(7200);
    const own = [{ name: 'tickets', pollSeconds: 43_200 }];
    expect(staleSeconds({ resources: own, pollSeconds: 60 })).toBe(86_400);
  });

  it('makes a list stale after two snapshot intervals, or two poll intervals if they are longer', () => {
    expect(staleSeconds({}, LISTS.groups)).toBe(172_800);
    expect(staleSeconds({ snapshotSeconds: 300 }, LISTS.groups)).toBe(600);
    expect(staleSeconds({ snapshotSeconds: 300, pollSeconds: 3600 }, LISTS.groups)).toBe(7200);
    const resources = [{ name: 'groups', snapshotSeconds: 604_800 }];
    expect(staleSeconds({ resources, snapshotSeconds: 300 }, LISTS.groups)).toBe(1_209_600);
  });

  it('makes a list stale no earlier than the staleSeconds of a rare schedule', () => {
    expect(staleSeconds({ staleSeconds: 907_200 }, LISTS.groups)).toBe(907_200);
    expect(staleSeconds({ staleSeconds: 3600 }, LISTS.groups)).toBe(172_800);
  });

  it('drops options that the resource does not support', () => {
    const resource: IncrementalResource = {
      ...TICKETS,
      options: { include: { known: ['users'], default: [] }, supportTypeScope: false },
    };
    const requested = request({ include: ['groups', 'users'], supportTypeScope: 'all' });
    expect(resolveOptions(resource, requested)).toMatchObject({ include: ['users'], supportTypeScope: undefined });
  });

  it("limits the page size to the resource's maximum, and uses the maximum if the size cannot be chosen", () => {
    const small = { maxPageSize: 100 };
    expect(resolveOptions(withPagination(TICKETS, small), request())).toMatchObject({ pageSize: 100 });
    const fixed = withPagination(TICKETS, { ...small, takesPageSize: false });
    expect(resolveOptions(fixed, request({ pageSize: 10 }))).toMatchObject({ pageSize: 100 });
  });
});
