import { expect, it } from 'vitest';
import type { Invocation } from '#sandbox/lambda/host.ts';
import { deployed, REQUEST } from '../support/cli/deployed.ts';

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

type Ended = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: Error };

const functionThat = (ended: Ended) => {
  const events: unknown[] = [];
  const invoke = async (event: unknown): Promise<Invocation> => {
    events.push(event);
    return { ...ended, requestId: 'r', durationMs: 1, remainingMs: 1, timedOut: false, logs: [] };
  };
  return { host: { invoke }, events };
};

const returning = (result: object) =>
  functionThat({ ok: true, result: { subdomain: 'acme', exports: [{ ...RESULT, ...result }] } });

it('sends the schedule’s own request, without a rest, and shows the result', async () => {
  const request = { ...REQUEST, pageSize: 100, include: ['users'] };
  const { host, events } = returning({});
  const { type, json } = await deployed({ host, requests: [request] });
  expect(await json('run')).toEqual({ code: 0, data: { subdomain: 'acme', exports: [RESULT] } });
  expect(events).toEqual([{ ...request, pollSeconds: 0 }]);
  expect((await type('run')).out).toMatch(/acme\/tickets +caught_up +3 +2,012 +8.12 MB .*1m 15s/);
});

it('sends it as it stands where the schedule’s runs do not rest: an older function knows of no rest', async () => {
  const { pollSeconds: _, ...request } = REQUEST;
  const { host, events } = returning({});
  const { type } = await deployed({ host, requests: [request] });
  expect(await type('run')).toMatchObject({ code: 0 });
  expect(events).toEqual([request]);
});

it.each(['lease_held', 'lease_lost'])('ends as busy with the outcome %s', async (outcome) => {
  const nothing = { startTime: null, endTime: null, lagSeconds: null };
  const { type } = await deployed({ host: returning({ outcome, ...nothing }).host });
  expect(await type('run')).toMatchObject({ code: 3, out: expect.stringContaining(outcome) });
});

it('says what the function threw', async () => {
  const { host } = functionThat({
    ok: false,
    error: Object.assign(new Error('mend it'), { name: 'CredentialsError' }),
  });
  const { type, json } = await deployed({ host });
  expect(await type('run')).toMatchObject({ code: 1, out: '✘ CredentialsError: mend it\n' });
  expect(await json('run')).toEqual({
    code: 1,
    data: { subdomain: 'acme', error: { name: 'CredentialsError', message: 'mend it' } },
  });
});

it('starts no second run when the answer to the first is lost', async () => {
  const { host, events } = returning({});
  const { type, plane } = await deployed({ host });
  plane.lambda.intercept(() => ({ kind: 'lose_answer' }));
  expect(await type('run')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/may still be in progress.*npx zendesk-lake status --account acme/),
  });
  expect(events).toHaveLength(1);
});
