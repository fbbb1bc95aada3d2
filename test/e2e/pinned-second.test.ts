import { expect, it } from 'vitest';
import { fill, resultOf, startHarness, type Harness, type HarnessOptions } from '../support/e2e/harness.ts';

const PINNED = 2300;

const AFTER = 1100;

/** 20 tickets, 2,300 within one second, and 1,100 after it, which do not fit on the walk's last page. */
async function harnessWithPinnedSecond(options: HarnessOptions): Promise<Harness & { readonly second: number }> {
  const harness = await startHarness(options);
  const second = harness.began + 20;
  fill(harness.account, 20, harness.began);
  fill(harness.account, PINNED, second, 0);
  fill(harness.account, AFTER, second + 1);
  return { ...harness, second };
}

it.each([
  ['capped', 1000],
  ['capped', 100],
  ['overshoot', 1000],
  ['overshoot', 100],
] as const)(
  'lands 2,300 tickets of one second (%s, page size %i) without a loop and returns to time-based pagination',
  async (secondMode, pageSize) => {
    const harness = await harnessWithPinnedSecond({ secondMode });

    const result = resultOf(await harness.invoke({ pageSize, include: ['groups'], supportTypeScope: 'all' }));

    expect(result).toMatchObject({ outcome: 'caught_up', endTime: harness.second + AFTER });
    await harness.expectComplete();
    const pages = harness.zendesk.requests.filter(({ method }) => method === 'GET');
    expect(pages.length).toBeLessThanOrEqual((PINNED + AFTER) / pageSize + 6);
    expect(pages.at(-1)?.path).toBe('/api/v2/incremental/tickets');
    for (const { query } of pages) {
      expect(query).toMatchObject({ include: 'groups', support_type_scope: 'all', per_page: String(pageSize) });
    }
    expect(await harness.item()).toMatchObject({ end_time: harness.second + AFTER });
    expect(await harness.item()).not.toHaveProperty('after_cursor');
  },
);

it('resumes a walk that ran out of time inside the second', async () => {
  const harness = await startHarness({ secondMode: 'capped' });
  fill(harness.account, 100, harness.began, 0);
  fill(harness.account, 30, harness.began + 1);
  let walked = 0;
  harness.zendesk.intercept(({ query }) => ('cursor' in query && (walked += 1) === 3 ? { kind: 'hang' } : undefined));
  const first = resultOf(await harness.invoke({ pageSize: 20, startTime: harness.began }, { timeoutMs: 30_000 }));
  expect(first).toMatchObject({ outcome: 'budget_spent', endTime: harness.began });
  const { after_cursor: cursor } = await harness.item();
  expect(cursor).toEqual(expect.any(String));
  const before = harness.zendesk.requests.length;

  const second = resultOf(await harness.invoke({ pageSize: 20 }));
  expect(second).toMatchObject({ outcome: 'caught_up', startTime: harness.began, endTime: harness.began + 30 });
  expect(harness.zendesk.requests[before]?.query).toMatchObject({ cursor });
  await harness.expectComplete();
});

it('restarts the walk if Zendesk no longer accepts the cursor', async () => {
  const harness = await harnessWithPinnedSecond({ secondMode: 'capped' });
  let refused = 0;
  harness.zendesk.intercept(({ query }) =>
    'cursor' in query && (refused += 1) === 2
      ? {
          kind: 'respond',
          status: 400,
          body: '{"error":"InvalidPaginationParameter","description":"cursor is not valid"}',
        }
      : undefined,
  );
  expect(resultOf(await harness.invoke({ pageSize: 400 }))).toMatchObject({ outcome: 'caught_up' });
  await harness.expectComplete();
});

it('catches up if the stream ends inside the second, and finds later records of that second', async () => {
  const harness = await startHarness({ secondMode: 'capped' });
  fill(harness.account, 25, harness.began, 0);
  expect(resultOf(await harness.invoke({ pageSize: 10 }))).toMatchObject({
    outcome: 'caught_up',
    endTime: harness.began,
  });
  const kept = (await harness.item())['after_cursor'];
  expect(kept).toEqual(expect.any(String));
  expect(resultOf(await harness.invoke({ pageSize: 10 }))).toMatchObject({ outcome: 'caught_up', pages: 0 });
  expect((await harness.item())['after_cursor']).toBe(kept);

  fill(harness.account, 15, harness.began, 0);
  harness.account.update(3, { second: harness.began + 60 });
  expect(resultOf(await harness.invoke({ pageSize: 10 }))).toMatchObject({
    outcome: 'caught_up',
    endTime: harness.began + 60,
  });
  await harness.expectComplete();
});
