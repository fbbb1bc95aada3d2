import { describe, expect, it } from 'vitest';
import { resolveOptions } from '#functions/export/core/export-options.ts';
import { parseExportRequest } from '#functions/export/core/export-request.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { TICKETS, withPagination } from '#test/support/functions/pages.ts';

const request = (fields: object = {}) =>
  parseExportRequest({ subdomain: 'acme', credentialsSecretId: 'zendesk/acme', ...fields });

describe('resolveOptions', () => {
  it("takes the resource's defaults for what the request leaves out", () => {
    const resource: Resource = {
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
    });
  });

  it('takes what the request says', () => {
    const fields = { include: ['groups'], supportTypeScope: 'all', startTime: 7, pageSize: 50, settleSeconds: 0 };
    expect(resolveOptions(TICKETS, request({ ...fields, pollSeconds: 60 }))).toEqual({ ...fields, pollSeconds: 60 });
  });

  it('leaves out what the resource does not know', () => {
    const resource: Resource = {
      ...TICKETS,
      options: { include: { known: ['users'], default: [] }, supportTypeScope: false },
    };
    const asked = request({ include: ['groups', 'users'], supportTypeScope: 'all' });
    expect(resolveOptions(resource, asked)).toMatchObject({ include: ['users'], supportTypeScope: undefined });
  });

  it('asks for no more records than a page may have, and for exactly those if the size cannot be chosen', () => {
    const small = { maxPageSize: 100 };
    expect(resolveOptions(withPagination(TICKETS, small), request())).toMatchObject({ pageSize: 100 });
    const fixed = withPagination(TICKETS, { ...small, takesPageSize: false });
    expect(resolveOptions(fixed, request({ pageSize: 10 }))).toMatchObject({ pageSize: 100 });
  });
});
