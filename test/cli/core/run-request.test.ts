import { expect, it } from 'vitest';
import { buildRunRequest } from '#cli/core/run-request.ts';
import { parseExportRequest } from '#functions/export/core/export-request.ts';

const ACCOUNT = { subdomain: 'acme', credentialsSecretId: 'secret' };

/** Builds the run request of a schedule's input, and checks that the function accepts it. */
function build(fields: object, ...names: string[]) {
  const input = { ...ACCOUNT, ...fields };
  const built = buildRunRequest(input, parseExportRequest(input), new Set(names));
  return { built, parsed: parseExportRequest(built) };
}

it('a run request polls every resource at once, also those with their own pollSeconds', () => {
  const resources = ['tickets', { name: 'users', pollSeconds: 600, pageSize: 50 }];
  const { built, parsed } = build({ resources, pollSeconds: 270 }, 'tickets', 'users');
  expect(built).toEqual({
    ...ACCOUNT,
    pollSeconds: 0,
    resources: [{ name: 'tickets' }, { name: 'users', pageSize: 50 }],
  });
  expect(parsed.pollSeconds).toBe(0);
});

it('a run request drops the sideloads of resources that it leaves out', () => {
  const resources = ['tickets', 'users', 'organizations'];
  const include = ['metric_sets', 'identities', 'groups'];
  expect(build({ resources, include }, 'users').built).toMatchObject({ include: ['identities', 'groups'] });
  expect(build({ resources, include }, 'organizations').built).toMatchObject({ include: [] });
});

it('a run request keeps all other fields of the input', () => {
  const fields = { startTime: '2026-01-01T00:00:00Z', layout: 'ndjson', requestsPerMinute: 5 };
  expect(build(fields, 'tickets').built).toMatchObject({ ...ACCOUNT, ...fields });
});
