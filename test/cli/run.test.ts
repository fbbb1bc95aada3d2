import { expect, it } from 'vitest';
import type { Invocation } from '#sandbox/lambda/host.ts';
import { deployStack, REQUEST } from '../support/cli/deployed-stack.ts';
import { deployAcme, NAMES, widthOf } from '../support/cli/many-exports.ts';

const RESULT = {
  resource: 'tickets',
  outcome: 'caught_up',
  pages: 3,
  records: 2012,
  bytes: 8_123_456,
  startTime: 1_700_000_000,
  endTime: 1_700_003_600,
  lagSeconds: 75,
};

type InvocationResult = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: Error };

const createFunction = (result: InvocationResult) => {
  const events: unknown[] = [];
  const invoke = async (event: unknown): Promise<Invocation> => {
    events.push(event);
    return { ...result, requestId: 'r', durationMs: 1, remainingMs: 1, timedOut: false, logs: [] };
  };
  return { host: { invoke }, events };
};

const createReturning = (result: object) =>
  createFunction({ ok: true, result: { subdomain: 'acme', exports: [{ ...RESULT, ...result }] } });

it("run sends the schedule's request with pollSeconds 0 and shows the result", async () => {
  const request = { ...REQUEST, pageSize: 100, include: ['users'] };
  const { host, events } = createReturning({});
  const { type, json } = await deployStack({ host, requests: [request] });
  expect(await json('run')).toEqual({ code: 0, data: { subdomain: 'acme', exports: [RESULT] } });
  expect(events).toEqual([{ ...request, pollSeconds: 0, resources: [{ name: 'tickets' }] }]);
  expect((await type('run')).out).toMatch(/tickets +caught_up +3 +2,012 +8.12 MB .*1m 15s/);
});

it('run --resource sends a request with these resources only, with their options', async () => {
  const users = { name: 'users', include: ['identities'], pollSeconds: 3600 };
  const request = { ...REQUEST, resources: ['tickets', users, 'ticket_metric_events'] };
  const { host, events } = createReturning({});
  const { type } = await deployStack({ host, requests: [request] });
  expect(await type('run --resource users,ticket_metric_events')).toMatchObject({ code: 0 });
  const resources = [{ name: 'users', include: ['identities'] }, { name: 'ticket_metric_events' }];
  expect(events).toEqual([{ ...request, pollSeconds: 0, resources }]);
});

it.each([
  ['--resource groups', true],
  ['', false],
])('run shows how to export a list that is not due, if the user chose it (options: "%s")', async (options, isShown) => {
  const { host } = createReturning({ resource: 'groups', outcome: 'not_due', pages: 0 });
  const { type } = await deployStack({ host, requests: [{ ...REQUEST, resources: ['groups', 'audit_logs'] }] });
  const { code, out } = await type(`run ${options}`);
  expect(code).toBe(0);
  expect(out.includes('now: node cli rewind --resource groups --account acme')).toBe(isShown);
});

it('run shows a table of at most 100 columns for all resources', async () => {
  const exports = NAMES.map((resource) => ({ ...RESULT, resource, outcome: 'rate_limited', records: 1_234_567 }));
  const { type } = await deployAcme({
    host: createFunction({ ok: true, result: { subdomain: 'acme', exports } }).host,
  });
  const { out } = await type('run');
  expect(out.trimEnd().split('\n')).toHaveLength(NAMES.length + 1);
  expect(widthOf(out)).toBeLessThanOrEqual(100);
});

it.each(['lease_held', 'lease_lost'])('run exits with 3 for the outcome %s', async (outcome) => {
  const nothing = { startTime: null, endTime: null, lagSeconds: null };
  const { type } = await deployStack({ host: createReturning({ outcome, ...nothing }).host });
  expect(await type('run')).toMatchObject({ code: 3, out: expect.stringContaining(outcome) });
});

it('run prints the error that the function threw', async () => {
  const { host } = createFunction({
    ok: false,
    error: Object.assign(new Error('fix it'), { name: 'CredentialsError' }),
  });
  const { type, json } = await deployStack({ host });
  expect(await type('run')).toMatchObject({ code: 1, out: '✘ CredentialsError: fix it\n' });
  expect(await json('run')).toEqual({
    code: 1,
    data: { subdomain: 'acme', error: { name: 'CredentialsError', message: 'fix it' } },
  });
});

it('run suggests status after an error if several exports ran, because the error names only the first', async () => {
  const { host } = createFunction({ ok: false, error: new Error('acme/users: fix it') });
  const { type } = await deployAcme({ host });
  expect((await type('run')).out).toMatch(/fix it\nFor the outcome of each export: node cli status --account acme\n/);
  expect((await type('run --resource users')).out).not.toContain('status');
});

it('run does not start a second run if the response is lost', async () => {
  const { host, events } = createReturning({});
  const { type, plane } = await deployStack({ host });
  plane.lambda.intercept(() => ({ kind: 'lose_answer' }));
  expect(await type('run')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/may still be in progress.*node cli status --account acme/),
  });
  expect(events).toHaveLength(1);
});
