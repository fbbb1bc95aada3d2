import { expect, it } from 'vitest';
import type { ListName } from '#sandbox/zendesk/index.ts';
import { fillHistory, fillLists } from '#sandbox/zendesk/index.ts';
import { type CallOutcome, onEachCall } from '../support/e2e/calls.ts';
import { type Harness, type HarnessOptions, type Item, resultOf, startHarness } from '../support/e2e/harness.ts';
import { expectListsComplete, snapshotsIn } from '../support/e2e/lists.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ACCOUNT: HarnessOptions = {
  speed: 2,
  otherRateLimits: { account: { total: 10_000 } },
  start: Date.parse('2026-03-04T05:06:07Z'),
};

/** The requests for pages after the first of this list, or of any list. */
const cursorsOf = ({ zendesk }: Harness, name = ''): string[] =>
  zendesk.requests.flatMap(({ path, query }) => (path.endsWith(name) ? (query['page[after]'] ?? []) : []));

const requestsFor = ({ zendesk }: Harness, name: string): number =>
  zendesk.requests.filter(({ path }) => path.endsWith(`/${name}`)).length;

/** The list of an account's memberships has eight pages. */
const MEMBERSHIPS = { resources: ['organization_memberships'] };

/** Kills the process after the third page of the memberships. Returns the item that it leaves. */
async function killAfterThirdPage(harness: Harness): Promise<Item> {
  onEachCall(harness, ({ kind, nth }): CallOutcome => {
    if (kind !== 'checkpoint' || nth !== 3) return 'carried out';
    return { afterEffect: () => void harness.lambda.kill(), answer: 'lost' };
  });
  expect(await harness.invoke(MEMBERSHIPS)).toMatchObject({ ok: false });
  onEachCall(harness, () => 'carried out');
  await harness.lapse();
  const item = await harness.item('organization_memberships');
  expect(item).toMatchObject({ page: 3, after_cursor: expect.any(String) });
  return item;
}

it('continues the snapshot of a killed process with its next page', async () => {
  const harness = await startHarness(ACCOUNT);
  const { after_cursor: cursor } = await killAfterThirdPage(harness);
  const before = requestsFor(harness, 'organization_memberships');
  const known = cursorsOf(harness).length;

  const { outcome, pages } = resultOf(await harness.invoke(MEMBERSHIPS));

  expect({ outcome, pages, requests: requestsFor(harness, 'organization_memberships') - before }).toEqual({
    outcome: 'caught_up',
    pages: 5,
    requests: 5,
  });
  expect(cursorsOf(harness)[known]).toBe(cursor);
  expect(await snapshotsIn(harness, 'organization_memberships')).toMatchObject([{ isComplete: true, missing: [] }]);
  await expectListsComplete(harness, MEMBERSHIPS.resources);
});

it('begins a new snapshot if the last page of a killed process is more than an hour old', async () => {
  const harness = await startHarness({ ...ACCOUNT, layout: 'ndjson' });
  await killAfterThirdPage(harness);
  harness.clock.advance(HOUR_MS);
  expect(resultOf(await harness.invoke(MEMBERSHIPS))).toMatchObject({ outcome: 'caught_up', pages: 8 });
  const snapshots = await snapshotsIn(harness, 'organization_memberships');
  expect(snapshots.map(({ isComplete }) => isComplete)).toEqual([false, true]);
  await expectListsComplete(harness, MEMBERSHIPS.resources);
});

it('completes a list in runs that hand over, with more than an hour in between', async () => {
  const harness = await startHarness(ACCOUNT);
  const runs: unknown[] = [];
  for (let outcome: unknown; outcome !== 'caught_up' && runs.length < 5; runs.push(outcome)) {
    ({ outcome } = resultOf(await harness.invoke({ ...MEMBERSHIPS, requestsPerMinute: 2 }, { timeoutMs: 50_000 })));
    harness.clock.advance(1.5 * HOUR_MS);
  }
  expect(runs).toEqual(['rate_limited', 'rate_limited', 'rate_limited', 'caught_up']);
  expect(requestsFor(harness, 'organization_memberships')).toBe(8);
  expect(await snapshotsIn(harness, 'organization_memberships')).toMatchObject([{ isComplete: true, missing: [] }]);
  await expectListsComplete(harness, MEMBERSHIPS.resources);
});

it('begins a new snapshot in the same run if Zendesk refuses the cursor', async () => {
  const harness = await startHarness({ ...ACCOUNT, layout: 'ndjson' });
  let isRefused = false;
  onEachCall(harness, ({ kind, nth }) => {
    if (isRefused || kind !== 'GET of a list' || nth !== 3) return 'carried out';
    isRefused = true;
    return 'refused';
  });
  expect(resultOf(await harness.invoke(MEMBERSHIPS))).toMatchObject({ outcome: 'caught_up', pages: 10 });
  const snapshots = await snapshotsIn(harness, 'organization_memberships');
  expect(snapshots.map(({ isComplete }) => isComplete)).toEqual([false, true]);
  await expectListsComplete(harness, MEMBERSHIPS.resources);
});

const WINDOWED: readonly ListName[] = ['satisfaction_ratings', 'survey_responses', 'audit_logs'];

/** Kills the process when the first page of each list is persisted. None of them reads its second page before. */
function killAfterFirstPages(harness: Harness): void {
  const persisted = new Set<string | undefined>();
  const killed = Promise.withResolvers<void>();
  onEachCall(harness, async ({ kind, nth, resource }): Promise<CallOutcome> => {
    if (kind === 'checkpoint') {
      const afterEffect = (): void => {
        persisted.add(resource);
        if (persisted.size === WINDOWED.length) void harness.lambda.kill().then(killed.resolve);
      };
      return { afterEffect, answer: 'sent' };
    }
    if (kind !== 'GET of a list' || nth === 1) return 'carried out';
    await killed.promise;
    return 'dropped';
  });
}

it.each(['page', 'ndjson'] as const)(
  'continues interrupted snapshots of windowed lists days later, with the same filters (%s)',
  async (layout) => {
    const harness = await startHarness({ ...ACCOUNT, layout });
    const history = { tickets: 500, nowMs: harness.clock.now(), spanSeconds: 100 * 86_400 };
    fillHistory(harness.account, { ...history, endsBefore: 60 * 86_400 });
    fillLists(harness.account, history);
    killAfterFirstPages(harness);
    const startTime = harness.began - 400 * 86_400;
    expect(await harness.invoke({ resources: WINDOWED, startTime })).toMatchObject({ ok: false });
    for (const name of WINDOWED) expect(await harness.item(name)).toMatchObject({ page: 1, since: startTime });

    onEachCall(harness, () => 'carried out');
    harness.clock.advance(3 * DAY_MS);
    await harness.invoke({ resources: WINDOWED, startTime });

    for (const name of WINDOWED) {
      expect(await snapshotsIn(harness, name)).toMatchObject([{ isComplete: true, missing: [] }]);
      const filters = harness.zendesk.requests
        .filter(({ path }) => path.endsWith(`/${name}`))
        .map(({ query: { 'page[size]': _, 'page[after]': __, ...filter } }) => JSON.stringify(filter));
      expect({ name, pages: filters.length > 2, filters: new Set(filters).size }).toEqual({
        name,
        pages: true,
        filters: 1,
      });
    }
    await expectListsComplete(harness, WINDOWED);
  },
);
