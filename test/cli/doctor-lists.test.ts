import { expect, it } from 'vitest';
import { LISTS } from '#functions/export/core/lists.ts';
import type { ListResource } from '#functions/export/core/resource.ts';
import { emptyPage, getStates, runDoctor } from '../support/cli/doctor.ts';
import { deployLists } from '../support/cli/lists.ts';

const NAMES = Object.keys(LISTS);
const ROWS = Object.values<ListResource>(LISTS);
const allOk = Object.fromEntries(NAMES.map((name) => [name, 'ok']));

it('doctor tests the access to each list of an account', async () => {
  const { code, checks } = await runDoctor(await deployLists(NAMES));
  expect(code).toBe(0);
  expect(getStates(checks)).toMatchObject({ credentials: 'ok', ...allOk });
});

it('doctor tests each list with the smallest request in the pagination of the list, and with its required query', async () => {
  const stack = await deployLists(NAMES);
  const headers = { 'ratelimit-limit': '400', 'ratelimit-remaining': '390', 'ratelimit-reset': '23' };
  stack.zendesk.intercept(() => ({ kind: 'respond', status: 200, body: '{}', headers }));
  await runDoctor(stack);
  const { requests } = stack.zendesk;
  expect(requests.map(({ path }) => path)).toEqual(ROWS.map(({ path, parents }) => parents?.path ?? path));
  const sizes = {
    cursor: { 'page[size]': '1' },
    offset: { per_page: '1', page: '1' },
    none: {},
  };
  for (const [index, { paging, query }] of ROWS.entries()) {
    expect(requests[index]?.query).toMatchObject({ ...sizes[paging], ...query });
  }
  const queries = new Map(requests.map(({ path, query }) => [path, query]));
  expect(queries.get('/api/v2/groups')).toEqual({ exclude_deleted: 'false', 'page[size]': '1' });
  expect(queries.get('/api/v2/custom_statuses')).toEqual({});
  const since = Number(queries.get('/api/v2/satisfaction_ratings')?.['start_time']);
  expect(stack.now() - since).toBeLessThan(700);
});

it('doctor leaves the rest of the account-wide limit to the exporter and other clients', async () => {
  const stack = await deployLists(['ticket_fields', 'survey_responses', 'groups', 'brands', 'macros']);
  let remaining = 4;
  stack.zendesk.intercept(({ path }) => {
    remaining -= 1;
    const headers = { 'ratelimit-limit': '400', 'ratelimit-remaining': String(remaining), 'ratelimit-reset': '23' };
    return { kind: 'respond', status: 200, body: emptyPage(path), headers };
  });
  const { code, checks } = await runDoctor(stack);
  expect(code).toBe(0);
  // The first two have separate limits. The answer to the third leaves one request.
  expect(getStates(checks)).toMatchObject({
    ticket_fields: 'ok',
    survey_responses: 'ok',
    groups: 'ok',
    brands: 'unknown',
    macros: 'unknown',
  });
  expect(checks['brands']?.detail).toMatch(/^not tested: the exporter needs .* Retry in 23 s$/);
});

it('doctor sends at most eight requests to the account-wide limit if no answer reports it', async () => {
  const accountWide = ROWS.filter(({ rateLimit }) => rateLimit.name === 'account_wide').map(({ name }) => name);
  const stack = await deployLists(accountWide);
  stack.zendesk.intercept(() => ({ kind: 'respond', status: 200, body: '{}' }));
  const { checks } = await runDoctor(stack);
  expect(stack.zendesk.requests).toHaveLength(8);
  expect(accountWide.filter((name) => checks[name]?.state === 'unknown')).toHaveLength(accountWide.length - 8);
});

it('doctor shows an unavailable list, and the rewind that tries it at once without a time', async () => {
  const stack = await deployLists(['groups', 'sla_policies', 'audit_logs']);
  for (const name of ['sla_policies', 'audit_logs']) {
    await stack.aws.dynamodb.putItem({ export_id: `acme/${name}`, unavailable_at: stack.now() - 3600 });
  }
  const body = JSON.stringify({ error: { title: 'Forbidden', message: 'You do not have access to this page.' } });
  stack.zendesk.intercept(({ path }) =>
    path === '/api/v2/groups' ? undefined : { kind: 'respond', status: 403, body },
  );
  const { code, checks } = await runDoctor(stack);
  expect(code).toBe(0);
  expect(checks['sla_policies']).toMatchObject({
    state: 'unavailable',
    fix: expect.stringMatching(/Then: node cli rewind --resource sla_policies --account acme$/),
  });
  expect(checks['audit_logs']?.fix).toMatch(/Then: node cli rewind --to \S+ --resource audit_logs/);
});
