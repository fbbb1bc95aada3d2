import { expect, it } from 'vitest';
import { fill, resultOf, setStage, type Stage, type StageOptions } from '../support/e2e/harness.ts';

const PINNED = 2300;

const AFTER = 1100;

/** 20 tickets before, 2,300 within one second, 1,100 after it: more than the walk's last page can hold. */
async function pinnedStage(options: StageOptions): Promise<Stage & { readonly second: number }> {
  const stage = await setStage(options);
  const second = stage.began + 20;
  fill(stage.account, 20, stage.began);
  fill(stage.account, PINNED, second, 0);
  fill(stage.account, AFTER, second + 1);
  return { ...stage, second };
}

it.each([
  ['capped', 1000],
  ['capped', 100],
  ['overshoot', 1000],
  ['overshoot', 100],
] as const)(
  'lands 2,300 tickets of one second, %s, page size %i, without a loop, and goes back to time',
  async (secondMode, pageSize) => {
    const stage = await pinnedStage({ secondMode });

    const result = resultOf(await stage.invoke({ pageSize, include: ['groups'], supportTypeScope: 'all' }));

    expect(result).toMatchObject({ outcome: 'caught_up', endTime: stage.second + AFTER });
    await stage.expectComplete();
    const pages = stage.zendesk.requests.filter(({ method }) => method === 'GET');
    expect(pages.length).toBeLessThanOrEqual((PINNED + AFTER) / pageSize + 6);
    expect(pages.at(-1)?.path).toBe('/api/v2/incremental/tickets');
    for (const { query } of pages) {
      expect(query).toMatchObject({ include: 'groups', support_type_scope: 'all', per_page: String(pageSize) });
    }
    expect(await stage.item()).toMatchObject({ end_time: stage.second + AFTER });
    expect(await stage.item()).not.toHaveProperty('after_cursor');
  },
);

it('walks on where the time was up inside the second', async () => {
  const stage = await setStage({ secondMode: 'capped' });
  fill(stage.account, 100, stage.began, 0);
  fill(stage.account, 30, stage.began + 1);
  let walked = 0;
  stage.zendesk.intercept(({ query }) => ('cursor' in query && (walked += 1) === 3 ? { kind: 'hang' } : undefined));
  const first = resultOf(await stage.invoke({ pageSize: 20, startTime: stage.began }, { timeoutMs: 30_000 }));
  expect(first).toMatchObject({ outcome: 'budget_spent', endTime: stage.began });
  const { after_cursor: cursor } = await stage.item();
  expect(cursor).toEqual(expect.any(String));
  const before = stage.zendesk.requests.length;

  const second = resultOf(await stage.invoke({ pageSize: 20 }));
  expect(second).toMatchObject({ outcome: 'caught_up', startTime: stage.began, endTime: stage.began + 30 });
  expect(stage.zendesk.requests[before]?.query).toMatchObject({ cursor });
  await stage.expectComplete();
});

it('begins the walk anew where Zendesk no longer takes the cursor', async () => {
  const stage = await pinnedStage({ secondMode: 'capped' });
  let refused = 0;
  stage.zendesk.intercept(({ query }) =>
    'cursor' in query && (refused += 1) === 2
      ? {
          kind: 'respond',
          status: 400,
          body: '{"error":"InvalidPaginationParameter","description":"cursor is not valid"}',
        }
      : undefined,
  );
  expect(resultOf(await stage.invoke({ pageSize: 400 }))).toMatchObject({ outcome: 'caught_up' });
  await stage.expectComplete();
});

it('is caught up where the stream ends inside the second, and finds what comes into it later', async () => {
  const stage = await setStage({ secondMode: 'capped' });
  fill(stage.account, 25, stage.began, 0);
  expect(resultOf(await stage.invoke({ pageSize: 10 }))).toMatchObject({ outcome: 'caught_up', endTime: stage.began });
  const kept = (await stage.item())['after_cursor'];
  expect(kept).toEqual(expect.any(String));
  expect(resultOf(await stage.invoke({ pageSize: 10 }))).toMatchObject({ outcome: 'caught_up', pages: 0 });
  expect((await stage.item())['after_cursor']).toBe(kept);

  fill(stage.account, 15, stage.began, 0);
  stage.account.update(3, { second: stage.began + 60 });
  expect(resultOf(await stage.invoke({ pageSize: 10 }))).toMatchObject({
    outcome: 'caught_up',
    endTime: stage.began + 60,
  });
  await stage.expectComplete();
});
