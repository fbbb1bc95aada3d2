import { expect, it } from 'vitest';
import { faults } from '#sandbox/zendesk/index.ts';
import { errorOf, fill, resultOf, setStage } from '../support/e2e/harness.ts';

it.each([true, false])(
  'takes an empty page for caught up where end_of_stream is %s, and skips nothing',
  async (flag) => {
    const stage = await setStage();
    fill(stage.account, 3, stage.began);
    await stage.invoke();
    const { checkpoint_id: _, ...before } = await stage.item();
    const body = JSON.stringify({
      tickets: [],
      count: 0,
      end_of_stream: flag,
      next_page: null,
      end_time: stage.began + 9000,
    });
    stage.zendesk.intercept(({ method }) => (method === 'GET' ? { kind: 'respond', status: 200, body } : undefined));
    expect(resultOf(await stage.invoke())).toMatchObject({ outcome: 'caught_up', pages: 0, endTime: stage.began + 2 });
    expect(await stage.item()).toMatchObject(before);

    stage.zendesk.intercept(undefined);
    fill(stage.account, 1, stage.began + 500);
    await stage.invoke();
    await stage.expectComplete();
  },
);

it('is bounded where a page never moves', async () => {
  const stage = await setStage();
  fill(stage.account, 12, stage.began);
  await stage.invoke({ pageSize: 10 });
  const before = stage.zendesk.requests.length;
  stage.zendesk.intercept(({ method }) =>
    method === 'GET'
      ? { kind: 'rewrite', page: (body) => body.replace('"end_of_stream":true', '"end_of_stream":false') }
      : undefined,
  );

  expect(resultOf(await stage.invoke())).toMatchObject({ outcome: 'caught_up' });
  expect(stage.zendesk.requests.length - before).toBeLessThanOrEqual(4);
  stage.zendesk.intercept(undefined);
  fill(stage.account, 1, stage.began + 500);
  await stage.invoke();
  await stage.expectComplete();
});

it('skips nothing where end_time is ahead of the records', async () => {
  const stage = await setStage();
  fill(stage.account, 30, stage.began);
  stage.zendesk.intercept(({ method }) =>
    method === 'GET'
      ? {
          kind: 'rewrite',
          page: (body) => body.replace(/"end_time":(\d+)/, (_, end) => `"end_time":${Number(end) + 1000}`),
        }
      : undefined,
  );
  expect(resultOf(await stage.invoke({ pageSize: 10 }))).toMatchObject({
    outcome: 'caught_up',
    endTime: stage.began + 29,
  });
  fill(stage.account, 1, stage.began + 500);
  await stage.invoke();
  await stage.expectComplete();
});

it.each(['current', 'legacy'] as const)(
  'is caught up at a too recent start_time, by the %s rule',
  async (tooRecent) => {
    const stage = await setStage({ tooRecent });
    fill(stage.account, 2, stage.began);
    await stage.invoke();
    const { end_time: end } = await stage.item();
    stage.zendesk.intercept(({ method }) =>
      method === 'GET'
        ? tooRecent === 'current'
          ? { kind: 'respond', status: 400, body: '{"error":"StartTimeTooRecent","description":"too recent"}' }
          : { kind: 'respond', status: 422, body: 'Too recent start_time. Use a start_time older than 5 minutes' }
        : undefined,
    );
    expect(resultOf(await stage.invoke())).toMatchObject({ outcome: 'caught_up', pages: 0 });
    expect(await stage.item()).toMatchObject({ end_time: end });
  },
);

it.each([
  ['resets', { kind: 'reset' }],
  ['resets mid-body', { kind: 'reset', afterBytes: 100 }],
  ['truncated gzip', { kind: 'truncateGzip', bytes: 200 }],
  ['503 with Retry-After', faults.unavailable(2)],
  ['524 with HTML', faults.cloudflareError(524)],
  ['200 with a login page', faults.loginPage()],
  ['429 of the edge', faults.edgeLimitExceeded(null)],
  ['429 in plain text', faults.accountLimitExceeded(1)],
] as const)('gets over %s', async (_, fault) => {
  const stage = await setStage();
  fill(stage.account, 30, stage.began);
  let pages = 0;
  stage.zendesk.intercept(({ method }) => (method === 'GET' && [1, 3].includes((pages += 1)) ? fault : undefined));
  expect(resultOf(await stage.invoke({ pageSize: 10 }))).toMatchObject({ outcome: 'caught_up' });
  await stage.expectComplete();
});

it('gets over pages that are too heavy, by smaller ones', async () => {
  const stage = await setStage({ pageDelayMs: ({ records }) => records * 100, gatewayTimeoutMs: 3000 });
  fill(stage.account, 200, stage.began);
  expect(resultOf(await stage.invoke({ pageSize: 100 }))).toMatchObject({ outcome: 'caught_up' });
  await stage.expectComplete();
});

it('fails with MalformedPageError where a 200 never holds a page, and lands nothing', async () => {
  const stage = await setStage();
  fill(stage.account, 3, stage.began);
  stage.zendesk.intercept(({ method }) => (method === 'GET' ? faults.loginPage() : undefined));
  expect(errorOf(await stage.invoke())).toMatchObject({ name: 'MalformedPageError' });
  expect(await stage.objects()).toEqual([]);
});
