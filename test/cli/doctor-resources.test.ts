import { expect, it } from 'vitest';
import { formatTime } from '#common/format.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import { type DeployedStack, SECRET_ID } from '../support/cli/deployed-stack.ts';
import { emptyPage, getStates, runDoctor } from '../support/cli/doctor.ts';
import { deployAcme, deployMany, NAMES } from '../support/cli/many-exports.ts';

type Answer = { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };

const HEADER = 'zendesk-ratelimit-incremental-exports';
const INCREMENTAL = ['tickets', 'users', 'organizations', 'ticket_events', 'ticket_metric_events'];

/** Answers the requests for these resources, and those for all others with an empty page. */
function answer({ zendesk }: DeployedStack, answers: Readonly<Record<string, Answer>> = {}, others?: Answer): void {
  zendesk.intercept(({ path }) => {
    const resource = Object.values(INCREMENTAL_RESOURCES).find(({ pagination }) => pagination.timePath === path);
    if (resource === undefined) return undefined;
    return { kind: 'respond', ...(answers[resource.name] ?? others ?? { status: 200, body: emptyPage(path) }) };
  });
}

const allOk = Object.fromEntries(NAMES.map((name) => [name, 'ok']));

it('doctor tests each resource with the smallest request, and all with one token', async () => {
  const stack = await deployAcme();
  const client = { clientId: 'lake', clientSecret: 'planted-secret' };
  stack.zendesk.setCredentials({ clients: [client] });
  stack.aws.secrets.put(SECRET_ID, JSON.stringify(client));
  answer(stack);
  const { code, checks } = await runDoctor(stack);
  expect(code).toBe(0);
  expect(getStates(checks)).toMatchObject({ credentials: 'ok', ...allOk });
  const [token, ...probes] = stack.zendesk.requests;
  expect(token).toMatchObject({ method: 'POST', path: '/oauth/tokens' });
  expect(probes.map(({ path }) => path)).toEqual(
    Object.values(INCREMENTAL_RESOURCES).map(({ pagination }) => pagination.timePath),
  );

  expect(probes[0]?.query).toEqual({ start_time: expect.any(String), per_page: '1' });
  expect(probes.at(-1)?.query).toEqual({ start_time: expect.any(String), sort_by: 'updated_at', sort_order: 'asc' });
  for (const { query: asked } of probes) expect(stack.now() - Number(asked['start_time'])).toBeLessThan(700);
});

const REFUSALS = [
  ['403', { error: 'Forbidden', description: 'You are missing the following required scopes: read' }, /scope/],
  [
    '403',
    { error: { title: 'Forbidden', message: 'You do not have access to this page.' } },
    /plan .*role|role .*plan/,
  ],
  ['404', { error: 'InvalidEndpoint', description: 'Not found' }, /Talk/],
] as const;

it.each(REFUSALS)('doctor reports a %s for one resource with its reason and the next step: %j', async (...refusal) => {
  const [status, body, reason] = refusal;
  const stack = await deployAcme();
  answer(stack, { calls: { status: Number(status), body: JSON.stringify(body) } });
  const { code, checks } = await runDoctor(stack);
  expect(code).toBe(1);
  expect(getStates(checks)).toMatchObject({ credentials: 'ok', ...allOk, calls: 'failed' });
  expect(checks['calls']).toMatchObject({ detail: 'no access', fix: expect.stringMatching(reason) });
  expect(checks['calls']?.fix).toMatch(new RegExp(`^GET /api/v2/channels/.*calls returned ${status} \\(`));
  expect((await stack.type('doctor')).out).toMatch(/✘ calls +no access\n.*\ncalls: GET/s);
});

it('doctor shows a resource that a run found unavailable as such, and not as a failure', async () => {
  const stack = await deployAcme();
  const at = stack.now() - 3600;
  await stack.aws.dynamodb.putItem({ export_id: 'acme/calls', unavailable_at: at });
  answer(stack, { calls: { status: 404, body: '{"error":"InvalidEndpoint","description":"Not found"}' } });
  const { code, checks } = await runDoctor(stack);
  expect(code).toBe(0);
  expect(checks['calls']).toMatchObject({
    state: 'unavailable',
    detail: `unavailable since ${formatTime(at)}, tried again after ${formatTime(at + 86_400)}`,
    fix: expect.stringMatching(/InvalidEndpoint.* Then: node cli rewind --to 1970-.* --resource calls --account acme$/),
  });
});

it('doctor shows that an unavailable resource can be exported again, and how to try it at once', async () => {
  const stack = await deployAcme();
  await stack.aws.dynamodb.putItem({ export_id: 'acme/calls', unavailable_at: stack.now() - 3600 });
  answer(stack);
  const { code, checks } = await runDoctor(stack);
  expect(code).toBe(0);
  expect(checks['calls']).toMatchObject({
    state: 'ok',
    detail: 'can export again',
    fix: expect.stringContaining('node cli rewind'),
  });
});

it('doctor judges a refusal by the answers to other exports of the last day, also with --resource', async () => {
  const stack = await deployAcme();
  answer(stack, { users: { status: 404, body: '' } });
  expect((await runDoctor(stack, '--resource users')).checks['users']?.fix).toMatch(/Check the subdomain/);
  await stack.aws.dynamodb.putItem({ export_id: 'acme/tickets', read_at: stack.now() - 3600 });
  expect((await runDoctor(stack, '--resource users')).checks['users']?.fix).not.toMatch(/Check the subdomain/);
  expect(stack.zendesk.requests).toHaveLength(2);
});

it("doctor leaves the rest of a rate limit to the exporter, and tests other limits' resources", async () => {
  const stack = await deployAcme();
  let remaining = 5;
  stack.zendesk.intercept(({ path }) => {
    remaining -= 1;
    const headers = { [HEADER]: `total=10; remaining=${remaining}; resets=17` };
    return { kind: 'respond', status: 200, body: emptyPage(path), headers };
  });
  const { code, checks } = await runDoctor(stack);
  expect(code).toBe(0);
  const skipped = { organizations: 'ok', ticket_events: 'unknown', ticket_metric_events: 'unknown' };
  expect(getStates(checks)).toMatchObject({ ...allOk, ...skipped });
  expect(checks['ticket_events']?.detail).toMatch(/^not tested: the exporter needs .* Retry in 17 s$/);
});

it('doctor sends no more requests to a rate limit that is used up', async () => {
  const stack = await deployAcme();
  answer(stack, { tickets: { status: 429, body: '' } });
  const { code, checks } = await runDoctor(stack);
  expect(code).toBe(0);
  const untested = Object.fromEntries(INCREMENTAL.map((name) => [name, 'unknown']));
  expect(getStates(checks)).toMatchObject({ ...allOk, ...untested });
  expect(stack.zendesk.requests).toHaveLength(1 + NAMES.length - INCREMENTAL.length);
});

it.each([
  ['rejects the credentials', { status: 401, body: '' }],
  ['closes the connection', undefined],
])('doctor stops after the first request if Zendesk %s', async (_, response) => {
  const stack = await deployAcme();
  stack.zendesk.intercept(() => (response === undefined ? { kind: 'reset' } : { kind: 'respond', ...response }));
  const { code, checks } = await runDoctor(stack);
  expect(code).toBe(1);
  expect(getStates(checks)).toMatchObject({ credentials: 'failed', users: 'unknown', articles: 'unknown' });
  expect(stack.zendesk.requests).toHaveLength(1);
});

it('doctor reports a resource that Zendesk fails to serve, and tests the others', async () => {
  const stack = await deployAcme();
  answer(stack, { users: { status: 500, body: '' } });
  const { code, checks } = await runDoctor(stack);
  expect(code).toBe(1);
  expect(getStates(checks)).toMatchObject({ credentials: 'ok', ...allOk, users: 'failed' });
});

it('doctor checks each account, and shows its resources', async () => {
  const stack = await deployMany();
  answer(stack);
  const { code, out } = await stack.type('doctor');
  expect(code).toBe(0);
  expect(out).toMatch(/^acme\n✔ schedule .*✔ articles +can export\n\nglobex\n✔ schedule .*✔ articles +can export\n$/s);
  expect(stack.zendesk.requests).toHaveLength(2 * NAMES.length);
});
