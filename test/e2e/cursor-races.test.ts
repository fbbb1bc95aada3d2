import { expect, it } from 'vitest';
import { type CallKind, type CallOutcome, onEachCall } from '../support/e2e/calls.ts';
import { fill, resultOf, startHarness, type Harness } from '../support/e2e/harness.ts';

const RUN = { pageSize: 10 };
const TICKETS = 35;
const OTHER = 'another run';

/** Changes the cursor item by another hand, between the run's decision to write it and the write's effect. */
async function changedAtSecond(
  kind: CallKind,
  change: (harness: Harness) => object,
  first: CallOutcome = 'carried out',
) {
  const harness = await startHarness();
  fill(harness.account, TICKETS, harness.began);
  let calls = 0;
  let changed: unknown;
  onEachCall(harness, async (call): Promise<CallOutcome> => {
    if (call.kind !== kind || (calls += 1) > 2) return 'carried out';
    if (calls === 1) return first;
    await harness.aws.dynamodb.updateItem('acme/tickets', { ...change(harness) });
    changed = await harness.item();
    return 'carried out';
  });
  const result = resultOf(await harness.invoke(RUN));
  onEachCall(harness, () => 'carried out');
  return { harness, result, changed };
}

const takenOver = ({ clock }: Harness): object => ({
  lease_owner: OTHER,
  lease_until: Math.floor(clock.now() / 1000) + 600,
});

async function expectRecovery(harness: Harness, startTime: unknown): Promise<void> {
  await harness.lapse();
  expect(resultOf(await harness.invoke(RUN))).toMatchObject({
    outcome: 'caught_up',
    startTime,
    endTime: harness.began + TICKETS - 1,
  });
  expect(await harness.item()).not.toHaveProperty('lease_owner');
  await harness.expectComplete();
}

it('a checkpoint that comes after another run has taken over changes nothing: lease_lost', async () => {
  const { harness, result, changed } = await changedAtSecond('checkpoint', takenOver);
  expect(result).toMatchObject({ outcome: 'lease_lost', pages: 2, endTime: harness.began + 18 });
  expect(changed).toMatchObject({ lease_owner: OTHER, end_time: harness.began + 9 });
  expect(await harness.item()).toEqual(changed);
  await expectRecovery(harness, harness.began + 9);
});

it("a checkpoint that comes after an operator's rewind leaves the rewind as it is: lease_lost", async () => {
  const { harness, result, changed } = await changedAtSecond('checkpoint', ({ began }) => ({
    end_time: began + 3,
    after_cursor: undefined,
    lease_owner: undefined,
    lease_until: undefined,
    last_page: undefined,
    pinned_second: undefined,
  }));
  expect(result).toMatchObject({ outcome: 'lease_lost', pages: 2 });
  expect(await harness.item()).toEqual(changed);
  await expectRecovery(harness, harness.began + 3);
});

it('a checkpoint never lowers an end_time that was moved forward by hand; the lease is given back', async () => {
  const { harness, result } = await changedAtSecond('checkpoint', ({ began }) => ({ end_time: began + 30 }));
  expect(result).toMatchObject({ outcome: 'lease_lost' });
  expect(await harness.item()).toMatchObject({ end_time: harness.began + 30 });
  expect(await harness.item()).not.toHaveProperty('lease_owner');
});

it('a last checkpoint whose answer was lost stands, though another run holds the lease by its repetition', async () => {
  const { harness, result, changed } = await changedAtSecond('checkpoint with release', takenOver, 'answer lost');
  expect(result).toMatchObject({ outcome: 'caught_up', pages: 4 });
  expect(changed).toMatchObject({ lease_owner: OTHER, end_time: harness.began + TICKETS - 1 });
  expect(await harness.item()).toEqual(changed);
  await expectRecovery(harness, harness.began + TICKETS - 1);
});

it('a last checkpoint whose answer was lost is lost where another run has written since', async () => {
  const { harness, result, changed } = await changedAtSecond(
    'checkpoint with release',
    (harness) => ({ ...takenOver(harness), checkpoint_id: `${OTHER}#1` }),
    'answer lost',
  );
  expect(result).toMatchObject({ outcome: 'lease_lost', pages: 4 });
  expect(await harness.item()).toEqual(changed);
  await expectRecovery(harness, harness.began + TICKETS - 1);
});

it('a checkpoint whose answer was lost stands, and the run ends at the next one, where another has taken over', async () => {
  const { harness, result, changed } = await changedAtSecond('checkpoint', takenOver, 'answer lost');
  expect(result).toMatchObject({ outcome: 'lease_lost', pages: 2 });
  expect(changed).toMatchObject({ lease_owner: OTHER, end_time: harness.began + 9 });
  expect(await harness.item()).toEqual(changed);
  await expectRecovery(harness, harness.began + 9);
});

it('a release that comes after another run has taken over leaves its lease alone, and nothing is wrong', async () => {
  const harness = await startHarness({ speed: 1 });
  fill(harness.account, TICKETS, harness.began);
  onEachCall(harness, async ({ kind }): Promise<CallOutcome> => {
    if (kind === 'release') await harness.aws.dynamodb.updateItem('acme/tickets', { ...takenOver(harness) });
    return 'carried out';
  });
  // Its third page would have to wait for longer than the run lasts.
  const limited = await harness.invoke({ ...RUN, requestsPerMinute: 2 }, { timeoutMs: 59_000 });
  expect(resultOf(limited)).toMatchObject({ outcome: 'rate_limited', pages: 2 });
  expect(await harness.item()).toMatchObject({ lease_owner: OTHER, end_time: harness.began + 18 });
  onEachCall(harness, () => 'carried out');
  await expectRecovery(harness, harness.began + 18);
});
