import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { AwsFault } from '#sandbox/aws/fault.ts';
import { SIDE_FOLDER } from '#sandbox/aws/s3/object-store.ts';
import { awsKind, type CallKind } from '../support/e2e/calls.ts';
import { errorOf, fill, resultOf, setStage, type Stage } from '../support/e2e/harness.ts';
import { expectUntouched, lakeOf } from '../support/e2e/monitor.ts';

const RUN = { pageSize: 10 };
/** Four pages of a long settled past. */
const TICKETS = 35;

const THROTTLED: AwsFault = { kind: 'respond', status: 400, code: 'ProvisionedThroughputExceededException' };
const UNAVAILABLE: AwsFault = { kind: 'respond', status: 500, code: 'InternalServerError' };

async function stageWithTickets(): Promise<Stage> {
  const stage = await setStage();
  fill(stage.account, TICKETS, stage.began);
  return stage;
}

/** Lets DynamoDB do this to these calls. */
function onCursor(stage: Stage, kinds: readonly CallKind[], fault: (n: number) => AwsFault | undefined): void {
  let n = 0;
  stage.aws.dynamodb.intercept((request) => (kinds.includes(awsKind(request)) ? fault((n += 1)) : undefined));
}

/** The fault is over: the next run goes on from where the cursor is, whatever landed stays, and nothing is missing. */
async function expectRecovery(stage: Stage): Promise<void> {
  const { end_time: end = 0 } = await stage.item();
  const lake = await lakeOf(stage);
  stage.aws.s3.intercept(undefined);
  stage.aws.dynamodb.intercept(undefined);
  expect(resultOf(await stage.invoke(RUN))).toMatchObject({
    outcome: 'caught_up',
    startTime: end,
    endTime: stage.began + TICKETS - 1,
  });
  expect(await stage.item()).not.toHaveProperty('lease_owner');
  await expectUntouched(stage, lake);
  await stage.expectComplete();
}

it.each<[string, AwsFault, string]>([
  ['has a full disk', { kind: 'respond', status: 507, code: 'XMinioStorageFull' }, 'XMinioStorageFull'],
  ['fails', { kind: 'respond', status: 500, code: 'InternalError' }, 'InternalError'],
  ['asks to slow down', { kind: 'respond', status: 503, code: 'SlowDown' }, 'SlowDown'],
  ['refuses', { kind: 'respond', status: 403, code: 'AccessDenied' }, 'AccessDenied'],
  ['breaks every connection', { kind: 'reset' }, 'bucket lake'],
])('a run fails with StorageError where S3 %s for good, having kept what had landed', async (_, fault, said) => {
  const stage = await stageWithTickets();
  stage.aws.s3.intercept(() => (stage.aws.s3.requests.length > 2 ? fault : undefined));

  const error = errorOf(await stage.invoke(RUN));
  expect(error).toMatchObject({ name: 'StorageError', message: expect.stringContaining(said) });
  expect(error.message).toMatch(/^acme\/tickets: .*LAKE_BUCKET/);
  expect(await stage.objects()).toHaveLength(2);
  expect(await stage.item()).toMatchObject({ end_time: stage.began + 18 });
  expect(await stage.item()).not.toHaveProperty('lease_owner');
  expect(stage.aws.s3.requests.length).toBeLessThan(10);
  await expectRecovery(stage);
});

it.each([
  ['for its drafts', join(SIDE_FOLDER, 'drafts')],
  ['for its objects, metadata though it has', 'zendesk'],
])('a run fails with StorageError where the store has no room %s, and half an object is none', async (_, place) => {
  const stage = await stageWithTickets();
  // Where a folder should be.
  const obstacle = join(stage.lakeDir, place);
  await mkdir(dirname(obstacle), { recursive: true });
  await writeFile(obstacle, '');

  expect(errorOf(await stage.invoke(RUN))).toMatchObject({
    name: 'StorageError',
    message: expect.stringContaining('InternalError'),
  });
  expect(await stage.objects()).toEqual([]);
  expect(await stage.item()).toEqual({ export_id: 'acme/tickets' });
  await rm(obstacle);
  await expectRecovery(stage);
});

it('a run goes on where S3 and DynamoDB come round within the retries of the SDK', async () => {
  const stage = await stageWithTickets();
  let puts = 0;
  stage.aws.s3.intercept(() =>
    (puts += 1) % 3 === 0 ? undefined : { kind: 'respond', status: 503, code: 'SlowDown' },
  );
  onCursor(stage, ['acquire', 'checkpoint', 'checkpoint with release'], (n) => (n % 3 === 0 ? undefined : THROTTLED));

  expect(resultOf(await stage.invoke(RUN))).toMatchObject({ outcome: 'caught_up', pages: 4 });
  expect(puts).toBe(3 * 4);
  expect(await stage.item()).not.toHaveProperty('lease_owner');
  await stage.expectComplete();
});

it('a run that cannot take the lease for throttling fails with StorageError, and asks Zendesk nothing', async () => {
  const stage = await stageWithTickets();
  onCursor(stage, ['acquire'], () => THROTTLED);
  expect(errorOf(await stage.invoke(RUN))).toMatchObject({
    name: 'StorageError',
    message: expect.stringMatching(/^acme\/tickets: taking the lease .*ProvisionedThroughputExceeded.*CURSOR_TABLE/),
  });
  expect(stage.zendesk.requests).toEqual([]);
  expect(await stage.item()).toEqual({});
  await expectRecovery(stage);
});

it.each<[string, AwsFault]>([
  ['throttled', THROTTLED],
  ['refused by an error of the service', UNAVAILABLE],
  ['never answered, though applied', { kind: 'lose_answer' }],
])('a run whose second checkpoint is %s fails with StorageError and gives the lease back', async (_, fault) => {
  const stage = await stageWithTickets();
  onCursor(stage, ['checkpoint'], (n) => (n > 1 ? fault : undefined));
  expect(errorOf(await stage.invoke(RUN))).toMatchObject({
    name: 'StorageError',
    message: expect.stringContaining('writing the checkpoint'),
  });
  expect(await stage.objects()).toHaveLength(2);
  expect(await stage.item()).not.toHaveProperty('lease_owner');
  await expectRecovery(stage);
});

it('a lease that cannot be given back either lapses by itself', async () => {
  const stage = await stageWithTickets();
  onCursor(stage, ['checkpoint', 'release'], (n) => (n > 1 ? THROTTLED : undefined));
  expect(errorOf(await stage.invoke(RUN))).toMatchObject({ name: 'StorageError' });
  const left = await stage.item();
  expect(left).toMatchObject({ end_time: stage.began + 9, lease_owner: expect.any(String) });

  stage.aws.dynamodb.intercept(undefined);
  expect(resultOf(await stage.invoke(RUN))).toMatchObject({ outcome: 'lease_held' });
  expect(await stage.item()).toEqual(left);
  await stage.lapse();
  await expectRecovery(stage);
});

it('a run goes on with a lease whose answer was lost: it is its own', async () => {
  const stage = await stageWithTickets();
  onCursor(stage, ['acquire'], (n) => (n === 1 ? { kind: 'lose_answer' } : undefined));
  expect(resultOf(await stage.invoke(RUN))).toMatchObject({ outcome: 'caught_up', pages: 4 });
  await stage.expectComplete();
});

it('a run that never hears of the lease it took fails, and gives it back', async () => {
  const stage = await stageWithTickets();
  onCursor(stage, ['acquire'], () => ({ kind: 'lose_answer' }));
  expect(errorOf(await stage.invoke(RUN))).toMatchObject({ name: 'StorageError' });
  expect(await stage.item()).toEqual({ export_id: 'acme/tickets' });
  await expectRecovery(stage);
});

it('a last checkpoint whose answer was lost is known by its id: the run has caught up', async () => {
  const stage = await stageWithTickets();
  onCursor(stage, ['checkpoint with release'], (n) => (n === 1 ? { kind: 'lose_answer' } : undefined));
  expect(resultOf(await stage.invoke(RUN))).toMatchObject({ outcome: 'caught_up', pages: 4 });
  expect(stage.aws.dynamodb.requests.map(({ operation }) => operation)).toContain('GetItem');
  await stage.expectComplete();
});

it.each<[string, readonly CallKind[], AwsFault]>([
  ['whose answer never comes', ['checkpoint with release'], { kind: 'lose_answer' }],
  ['whose answer is lost, and the item cannot be read', ['GetItem'], UNAVAILABLE],
])('a last checkpoint %s fails the run, but has been had', async (_, kinds, fault) => {
  const stage = await stageWithTickets();
  let lost = 0;
  stage.aws.dynamodb.intercept((request) => {
    const kind = awsKind(request);
    if (kind === 'checkpoint with release' && (lost += 1) === 1) return { kind: 'lose_answer' };
    return kinds.includes(kind) ? fault : undefined;
  });
  expect(errorOf(await stage.invoke(RUN))).toMatchObject({ name: 'StorageError' });
  expect(await stage.item()).toMatchObject({ end_time: stage.began + TICKETS - 1 });
  expect(await stage.item()).not.toHaveProperty('lease_owner');
  await expectRecovery(stage);
});
