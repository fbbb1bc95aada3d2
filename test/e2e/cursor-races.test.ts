import { expect, it } from 'vitest';
import { type CallKind, type CallOutcome, onEachCall } from '../support/e2e/calls.ts';
import { fill, resultOf, startHarness, type Harness } from '../support/e2e/harness.ts';

const RUN = { pageSize: 10 };
const TICKETS = 35;
const OTHER = 'another run';

/** Changes the cursor item during the run's second call of this kind: after the run sent it, before it takes effect. */
async function runWithConcurrentChange(
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

const takeOver = ({ clock }: Harness): object => ({
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

it('a checkpoint after another run has taken over changes nothing, and the run ends as lease_lost', async () => {
  const { harness, result, changed } = await runWithConcurrentChange('checkpoint', takeOver);
  expect(result).toMatchObject({ outcome: 'lease_lost', pages: 2, endTime: harness.began + 18 });
  expect(changed).toMatchObject({ lease_owner: OTHER, end_time: harness.began + 9 });
  expect(await harness.item()).toEqual(changed);
  await expectRecovery(harness, harness.began + 9);
});

it("a checkpoint after an operator's rewind keeps the rewind, and the run ends as lease_lost", async () => {
  const { harness, result, changed } = await runWithConcurrentChange('checkpoint', ({ began }) => ({
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

it('a checkpoint never lowers an end_time that was moved forward by hand, and the lease is released', async () => {
  const { harness, result } = await runWithConcurrentChange('checkpoint', ({ began }) => ({ end_time: began + 30 }));
  expect(result).toMatchObject({ outcome: 'lease_lost' });
  expect(await harness.item()).toMatchObject({ end_time: harness.began + 30 });
  expect(await harness.item()).not.toHaveProperty('lease_owner');
});

it('the last checkpoint counts if its response is lost and another run holds the lease at the retry', async () => {
  const { harness, result, changed } = await runWithConcurrentChange(
    'checkpoint with release',
    takeOver,
    'answer lost',
  );
  expect(result).toMatchObject({ outcome: 'caught_up', pages: 4 });
  expect(changed).toMatchObject({ lease_owner: OTHER, end_time: harness.began + TICKETS - 1 });
  expect(await harness.item()).toEqual(changed);
  await expectRecovery(harness, harness.began + TICKETS - 1);
});

it('the run ends as lease_lost if the response of its last checkpoint is lost and another run has written since', async () => {
  const { harness, result, changed } = await runWithConcurrentChange(
    'checkpoint with release',
    (harness) => ({ ...takeOver(harness), checkpoint_id: `${OTHER}#1` }),
    'answer lost',
  );
  expect(result).toMatchObject({ outcome: 'lease_lost', pages: 4 });
  expect(await harness.item()).toEqual(changed);
  await expectRecovery(harness, harness.began + TICKETS - 1);
});

it('a checkpoint counts if its response is lost, and the run ends at the next one if another run has taken over', async () => {
  const { harness, result, changed } = await runWithConcurrentChange('checkpoint', takeOver, 'answer lost');
  expect(result).toMatchObject({ outcome: 'lease_lost', pages: 2 });
  expect(changed).toMatchObject({ lease_owner: OTHER, end_time: harness.began + 9 });
  expect(await harness.item()).toEqual(changed);
  await expectRecovery(harness, harness.began + 9);
});

it('a release after another run has taken over keeps the other lease and does not fail', async () => {
  const harness = await startHarness({ speed: 1 });
  fill(harness.account, TICKETS, harness.began);
  onEachCall(harness, async ({ kind }): Promise<CallOutcome> => {
    if (kind === 'release') await harness.aws.dynamodb.updateItem('acme/tickets', { ...takeOver(harness) });
    return 'carried out';
  });
  // The third page would have to wait longer than the run lasts.
  const limited = await harness.invoke({ ...RUN, requestsPerMinute: 2 }, { timeoutMs: 59_000 });
  expect(resultOf(limited)).toMatchObject({ outcome: 'rate_limited', pages: 2 });
  expect(await harness.item()).toMatchObject({ lease_owner: OTHER, end_time: harness.began + 18 });
  onEachCall(harness, () => 'carried out');
  await expectRecovery(harness, harness.began + 18);
});
