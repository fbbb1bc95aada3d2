import { expect, it } from 'vitest';
import { faults } from '#sandbox/zendesk/index.ts';
import { errorOf, EVENT, fill, resultOf, resultsOf, startHarness } from '../support/e2e/harness.ts';

/** A page without records whose `end_time` is far ahead. */
const emptyPage = (endOfStream: boolean, endTime: number): string =>
  JSON.stringify({ tickets: [], count: 0, end_of_stream: endOfStream, next_page: null, end_time: endTime });

it('ends as caught_up at an empty last page and skips nothing', async () => {
  const harness = await startHarness();
  fill(harness.account, 3, harness.began);
  await harness.invoke();
  const { checkpoint_id: _, ...before } = await harness.item();
  const body = emptyPage(true, harness.began + 9000);
  harness.zendesk.intercept(({ method }) => (method === 'GET' ? { kind: 'respond', status: 200, body } : undefined));
  expect(resultOf(await harness.invoke())).toMatchObject({
    outcome: 'caught_up',
    pages: 0,
    endTime: harness.began + 2,
  });
  expect(await harness.item()).toMatchObject(before);

  harness.zendesk.intercept(undefined);
  fill(harness.account, 1, harness.began + 500);
  await harness.invoke();
  await harness.expectComplete();
});

it('makes one read of DynamoDB and nothing else if nothing is due, also in a new process', async () => {
  const harness = await startHarness();
  fill(harness.account, 3, harness.began);
  const event = { resources: ['tickets', { name: 'users', pollSeconds: 86_400 }], pollSeconds: 3600 };
  await harness.invoke(event);
  const { aws, zendesk } = harness;
  const services = [aws.dynamodb, aws.s3, aws.secrets, zendesk];
  const before = services.map(({ requests }) => requests.length);
  const [read = 0, ...others] = before;
  for (const host of [harness.lambda, await harness.another()]) {
    const outcomes = resultsOf(await host.invoke({ ...EVENT, ...event })).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['not_due', 'not_due']);
  }
  expect(services.map(({ requests }) => requests.length)).toEqual([read + 2, ...others]);
  expect(aws.dynamodb.requests.slice(read).map(({ operation }) => operation)).toEqual(['BatchGetItem', 'BatchGetItem']);
});

it('walks by cursor, and skips nothing, if an empty page claims that more follows', async () => {
  const harness = await startHarness({ rateLimit: { total: 1000 } });
  fill(harness.account, 3, harness.began);
  await harness.invoke();
  fill(harness.account, 3, harness.began + 500);
  const body = emptyPage(false, harness.began + 9000);
  harness.zendesk.intercept(({ path }) =>
    path.endsWith('/incremental/tickets') ? { kind: 'respond', status: 200, body } : undefined,
  );
  expect(resultOf(await harness.invoke())).toMatchObject({ outcome: 'caught_up' });
  await harness.expectComplete();
});

it('ends as stalled after a few requests if pages never advance', async () => {
  const harness = await startHarness();
  fill(harness.account, 12, harness.began);
  await harness.invoke({ pageSize: 10 });
  const before = harness.zendesk.requests.length;
  harness.zendesk.intercept(({ method }) =>
    method === 'GET'
      ? { kind: 'rewrite', page: (body) => body.replace('"end_of_stream":true', '"end_of_stream":false') }
      : undefined,
  );

  expect(resultOf(await harness.invoke())).toMatchObject({ outcome: 'stalled' });
  expect(harness.zendesk.requests.length - before).toBeLessThanOrEqual(4);
  harness.zendesk.intercept(undefined);
  fill(harness.account, 1, harness.began + 500);
  await harness.invoke();
  await harness.expectComplete();
});

it('skips nothing if end_time is ahead of the records', async () => {
  const harness = await startHarness();
  fill(harness.account, 30, harness.began);
  harness.zendesk.intercept(({ method }) =>
    method === 'GET'
      ? {
          kind: 'rewrite',
          page: (body) => body.replace(/"end_time":(\d+)/, (_, end) => `"end_time":${Number(end) + 1000}`),
        }
      : undefined,
  );
  expect(resultOf(await harness.invoke({ pageSize: 10 }))).toMatchObject({
    outcome: 'caught_up',
    endTime: harness.began + 29,
  });
  fill(harness.account, 1, harness.began + 500);
  await harness.invoke();
  await harness.expectComplete();
});

it.each(['current', 'legacy'] as const)(
  'ends as caught_up at a start_time that is too recent (%s rule)',
  async (tooRecent) => {
    const harness = await startHarness({ tooRecent });
    fill(harness.account, 2, harness.began);
    await harness.invoke();
    const { end_time: end } = await harness.item();
    harness.zendesk.intercept(({ method }) =>
      method === 'GET'
        ? tooRecent === 'current'
          ? { kind: 'respond', status: 400, body: '{"error":"StartTimeTooRecent","description":"too recent"}' }
          : { kind: 'respond', status: 422, body: 'Too recent start_time. Use a start_time older than 5 minutes' }
        : undefined,
    );
    expect(resultOf(await harness.invoke())).toMatchObject({ outcome: 'caught_up', pages: 0 });
    expect(await harness.item()).toMatchObject({ end_time: end });
  },
);

it.each([
  ['a connection reset', { kind: 'reset' }],
  ['a connection reset in the body', { kind: 'reset', afterBytes: 100 }],
  ['a truncated gzip body', { kind: 'truncateGzip', bytes: 200 }],
  ['503 with Retry-After', faults.unavailable(2)],
  ['524 with HTML', faults.cloudflareError(524)],
  ['200 with a login page', faults.loginPage()],
  ['429 from the edge', faults.edgeLimitExceeded(null)],
  ['429 in plain text', faults.accountLimitExceeded(1)],
] as const)('recovers from %s', async (_, fault) => {
  const harness = await startHarness();
  fill(harness.account, 30, harness.began);
  let pages = 0;
  harness.zendesk.intercept(({ method }) => (method === 'GET' && [1, 3].includes((pages += 1)) ? fault : undefined));
  expect(resultOf(await harness.invoke({ pageSize: 10 }))).toMatchObject({ outcome: 'caught_up' });
  await harness.expectComplete();
});

it('reads pages that time out with a smaller page size', async () => {
  const harness = await startHarness({ pageDelayMs: ({ records }) => records * 100, gatewayTimeoutMs: 3000 });
  fill(harness.account, 200, harness.began);
  expect(resultOf(await harness.invoke({ pageSize: 100 }))).toMatchObject({ outcome: 'caught_up' });
  await harness.expectComplete();
});

it('fails with MalformedPageError and lands nothing if a 200 is never a valid page', async () => {
  const harness = await startHarness();
  fill(harness.account, 3, harness.began);
  harness.zendesk.intercept(({ method }) => (method === 'GET' ? faults.loginPage() : undefined));
  expect(errorOf(await harness.invoke())).toMatchObject({ name: 'MalformedPageError' });
  expect(await harness.objects()).toEqual([]);
});
