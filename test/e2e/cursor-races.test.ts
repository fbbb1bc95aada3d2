import { expect, it } from 'vitest';
import { type CallKind, type Fate, onEachCall } from '../support/e2e/calls.ts';
import { fill, resultOf, setStage, type Stage } from '../support/e2e/harness.ts';

const RUN = { pageSize: 10 };
const TICKETS = 35;
const OTHER = 'another run';

/** Changes the cursor item by another hand, between the run's decision to write it and the write's effect. */
async function changedAtSecond(kind: CallKind, change: (stage: Stage) => object, first: Fate = 'carried out') {
  const stage = await setStage();
  fill(stage.account, TICKETS, stage.began);
  let calls = 0;
  let changed: unknown;
  onEachCall(stage, async (call): Promise<Fate> => {
    if (call.kind !== kind || (calls += 1) > 2) return 'carried out';
    if (calls === 1) return first;
    await stage.aws.dynamodb.updateItem('acme/tickets', { ...change(stage) });
    changed = await stage.item();
    return 'carried out';
  });
  const result = resultOf(await stage.invoke(RUN));
  onEachCall(stage, () => 'carried out');
  return { stage, result, changed };
}

const takenOver = ({ clock }: Stage): object => ({
  lease_owner: OTHER,
  lease_until: Math.floor(clock.now() / 1000) + 600,
});

async function expectRecovery(stage: Stage, startTime: unknown): Promise<void> {
  await stage.lapse();
  expect(resultOf(await stage.invoke(RUN))).toMatchObject({
    outcome: 'caught_up',
    startTime,
    endTime: stage.began + TICKETS - 1,
  });
  expect(await stage.item()).not.toHaveProperty('lease_owner');
  await stage.expectComplete();
}

it('a checkpoint that comes after another run has taken over changes nothing: lease_lost', async () => {
  const { stage, result, changed } = await changedAtSecond('checkpoint', takenOver);
  expect(result).toMatchObject({ outcome: 'lease_lost', pages: 2, endTime: stage.began + 18 });
  expect(changed).toMatchObject({ lease_owner: OTHER, end_time: stage.began + 9 });
  expect(await stage.item()).toEqual(changed);
  await expectRecovery(stage, stage.began + 9);
});

it("a checkpoint that comes after an operator's rewind leaves the rewind as it is: lease_lost", async () => {
  const { stage, result, changed } = await changedAtSecond('checkpoint', ({ began }) => ({
    end_time: began + 3,
    after_cursor: undefined,
    lease_owner: undefined,
    lease_until: undefined,
    last_page: undefined,
    pinned_second: undefined,
  }));
  expect(result).toMatchObject({ outcome: 'lease_lost', pages: 2 });
  expect(await stage.item()).toEqual(changed);
  await expectRecovery(stage, stage.began + 3);
});

it('a checkpoint never lowers an end_time that was moved forward by hand; the lease is given back', async () => {
  const { stage, result } = await changedAtSecond('checkpoint', ({ began }) => ({ end_time: began + 30 }));
  expect(result).toMatchObject({ outcome: 'lease_lost' });
  expect(await stage.item()).toMatchObject({ end_time: stage.began + 30 });
  expect(await stage.item()).not.toHaveProperty('lease_owner');
});

it('a last checkpoint whose answer was lost stands, though another run holds the lease by its repetition', async () => {
  const { stage, result, changed } = await changedAtSecond('checkpoint with release', takenOver, 'answer lost');
  expect(result).toMatchObject({ outcome: 'caught_up', pages: 4 });
  expect(changed).toMatchObject({ lease_owner: OTHER, end_time: stage.began + TICKETS - 1 });
  expect(await stage.item()).toEqual(changed);
  await expectRecovery(stage, stage.began + TICKETS - 1);
});

it('a last checkpoint whose answer was lost is lost where another run has written since', async () => {
  const { stage, result, changed } = await changedAtSecond(
    'checkpoint with release',
    (stage) => ({ ...takenOver(stage), checkpoint_id: `${OTHER}#1` }),
    'answer lost',
  );
  expect(result).toMatchObject({ outcome: 'lease_lost', pages: 4 });
  expect(await stage.item()).toEqual(changed);
  await expectRecovery(stage, stage.began + TICKETS - 1);
});

it('a checkpoint whose answer was lost stands, and the run ends at the next one, where another has taken over', async () => {
  const { stage, result, changed } = await changedAtSecond('checkpoint', takenOver, 'answer lost');
  expect(result).toMatchObject({ outcome: 'lease_lost', pages: 2 });
  expect(changed).toMatchObject({ lease_owner: OTHER, end_time: stage.began + 9 });
  expect(await stage.item()).toEqual(changed);
  await expectRecovery(stage, stage.began + 9);
});

it('a release that comes after another run has taken over leaves its lease alone, and nothing is wrong', async () => {
  const stage = await setStage({ speed: 1 });
  fill(stage.account, TICKETS, stage.began);
  onEachCall(stage, async ({ kind }): Promise<Fate> => {
    if (kind === 'release') await stage.aws.dynamodb.updateItem('acme/tickets', { ...takenOver(stage) });
    return 'carried out';
  });
  // Its third page would have to wait for longer than the run lasts.
  const limited = await stage.invoke({ ...RUN, requestsPerMinute: 2 }, { timeoutMs: 59_000 });
  expect(resultOf(limited)).toMatchObject({ outcome: 'rate_limited', pages: 2 });
  expect(await stage.item()).toMatchObject({ lease_owner: OTHER, end_time: stage.began + 18 });
  onEachCall(stage, () => 'carried out');
  await expectRecovery(stage, stage.began + 18);
});
