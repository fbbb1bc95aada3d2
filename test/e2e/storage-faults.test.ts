import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { AwsFault } from '#sandbox/aws/fault.ts';
import { SIDE_FOLDER } from '#sandbox/aws/s3/object-store.ts';
import { awsKind, type CallKind } from '../support/e2e/calls.ts';
import { errorOf, fill, resultOf, startHarness, type Harness } from '../support/e2e/harness.ts';
import { expectUntouched, lakeOf } from '../support/e2e/monitor.ts';

const RUN = { pageSize: 10 };
/** Four pages outside the lookback window. */
const TICKETS = 35;

const THROTTLED: AwsFault = { kind: 'respond', status: 400, code: 'ProvisionedThroughputExceededException' };
const UNAVAILABLE: AwsFault = { kind: 'respond', status: 500, code: 'InternalServerError' };

async function harnessWithTickets(): Promise<Harness> {
  const harness = await startHarness();
  fill(harness.account, TICKETS, harness.began);
  return harness;
}

/** Injects faults into DynamoDB calls of these kinds. */
function injectDynamoFault(
  harness: Harness,
  kinds: readonly CallKind[],
  fault: (n: number) => AwsFault | undefined,
): void {
  let n = 0;
  harness.aws.dynamodb.intercept((request) => (kinds.includes(awsKind(request)) ? fault((n += 1)) : undefined));
}

/** Ends the fault. The next run must resume at the cursor, keep all landed objects, and complete the export. */
async function expectRecovery(harness: Harness): Promise<void> {
  const { end_time: end = 0 } = await harness.item();
  const lake = await lakeOf(harness);
  harness.aws.s3.intercept(undefined);
  harness.aws.dynamodb.intercept(undefined);
  expect(resultOf(await harness.invoke(RUN))).toMatchObject({
    outcome: 'caught_up',
    startTime: end,
    endTime: harness.began + TICKETS - 1,
  });
  expect(await harness.item()).not.toHaveProperty('lease_owner');
  await expectUntouched(harness, lake);
  await harness.expectComplete();
}

it.each<[string, AwsFault, string]>([
  ['has a full disk', { kind: 'respond', status: 507, code: 'XMinioStorageFull' }, 'XMinioStorageFull'],
  ['fails', { kind: 'respond', status: 500, code: 'InternalError' }, 'InternalError'],
  ['throttles', { kind: 'respond', status: 503, code: 'SlowDown' }, 'SlowDown'],
  ['denies access', { kind: 'respond', status: 403, code: 'AccessDenied' }, 'AccessDenied'],
  ['resets every connection', { kind: 'reset' }, 'bucket lake'],
])('a run fails with StorageError and keeps the landed objects if S3 permanently %s', async (_, fault, detail) => {
  const harness = await harnessWithTickets();
  harness.aws.s3.intercept(() => (harness.aws.s3.requests.length > 2 ? fault : undefined));

  const error = errorOf(await harness.invoke(RUN));
  expect(error).toMatchObject({ name: 'StorageError', message: expect.stringContaining(detail) });
  expect(error.message).toMatch(/^acme\/tickets: .*LAKE_BUCKET/);
  expect(await harness.objects()).toHaveLength(2);
  expect(await harness.item()).toMatchObject({ end_time: harness.began + 18 });
  expect(await harness.item()).not.toHaveProperty('lease_owner');
  expect(harness.aws.s3.requests.length).toBeLessThan(10);
  await expectRecovery(harness);
});

it.each([
  ['drafts', join(SIDE_FOLDER, 'drafts')],
  ['objects, although their metadata is written', 'zendesk'],
])('a run fails with StorageError and leaves no partial object if the store cannot write %s', async (_, place) => {
  const harness = await harnessWithTickets();
  // A file where the store needs a folder.
  const obstacle = join(harness.lakeDir, place);
  await mkdir(dirname(obstacle), { recursive: true });
  await writeFile(obstacle, '');

  expect(errorOf(await harness.invoke(RUN))).toMatchObject({
    name: 'StorageError',
    message: expect.stringContaining('InternalError'),
  });
  expect(await harness.objects()).toEqual([]);
  expect(await harness.item()).toEqual({ export_id: 'acme/tickets' });
  await rm(obstacle);
  await expectRecovery(harness);
});

it('a run continues if S3 and DynamoDB recover within the retries of the SDK', async () => {
  const harness = await harnessWithTickets();
  let puts = 0;
  harness.aws.s3.intercept(() =>
    (puts += 1) % 3 === 0 ? undefined : { kind: 'respond', status: 503, code: 'SlowDown' },
  );
  injectDynamoFault(harness, ['acquire', 'checkpoint', 'checkpoint with release'], (n) =>
    n % 3 === 0 ? undefined : THROTTLED,
  );

  expect(resultOf(await harness.invoke(RUN))).toMatchObject({ outcome: 'caught_up', pages: 4 });
  expect(puts).toBe(3 * 4);
  expect(await harness.item()).not.toHaveProperty('lease_owner');
  await harness.expectComplete();
});

it('a run fails with StorageError, without calling Zendesk, if throttling prevents it from taking the lease', async () => {
  const harness = await harnessWithTickets();
  injectDynamoFault(harness, ['acquire'], () => THROTTLED);
  expect(errorOf(await harness.invoke(RUN))).toMatchObject({
    name: 'StorageError',
    message: expect.stringMatching(/^acme\/tickets: acquiring the lease .*ProvisionedThroughputExceeded.*CURSOR_TABLE/),
  });
  expect(harness.zendesk.requests).toEqual([]);
  expect(await harness.item()).toEqual({});
  await expectRecovery(harness);
});

it.each<[string, AwsFault]>([
  ['throttled', THROTTLED],
  ['rejected with a server error', UNAVAILABLE],
  ['applied but never acknowledged', { kind: 'lose_answer' }],
])('a run whose second checkpoint is %s fails with StorageError and releases the lease', async (_, fault) => {
  const harness = await harnessWithTickets();
  injectDynamoFault(harness, ['checkpoint'], (n) => (n > 1 ? fault : undefined));
  expect(errorOf(await harness.invoke(RUN))).toMatchObject({
    name: 'StorageError',
    message: expect.stringContaining('writing the checkpoint'),
  });
  expect(await harness.objects()).toHaveLength(2);
  expect(await harness.item()).not.toHaveProperty('lease_owner');
  await expectRecovery(harness);
});

it('a lease that cannot be released expires by itself', async () => {
  const harness = await harnessWithTickets();
  injectDynamoFault(harness, ['checkpoint', 'release'], (n) => (n > 1 ? THROTTLED : undefined));
  expect(errorOf(await harness.invoke(RUN))).toMatchObject({ name: 'StorageError' });
  const left = await harness.item();
  expect(left).toMatchObject({ end_time: harness.began + 9, lease_owner: expect.any(String) });

  harness.aws.dynamodb.intercept(undefined);
  expect(resultOf(await harness.invoke(RUN))).toMatchObject({ outcome: 'lease_held' });
  expect(await harness.item()).toEqual(left);
  await harness.lapse();
  await expectRecovery(harness);
});

it('a run continues if the response to its acquire is lost, because the lease is its own', async () => {
  const harness = await harnessWithTickets();
  injectDynamoFault(harness, ['acquire'], (n) => (n === 1 ? { kind: 'lose_answer' } : undefined));
  expect(resultOf(await harness.invoke(RUN))).toMatchObject({ outcome: 'caught_up', pages: 4 });
  await harness.expectComplete();
});

it('a run fails and releases the lease if every response to its acquire is lost', async () => {
  const harness = await harnessWithTickets();
  injectDynamoFault(harness, ['acquire'], () => ({ kind: 'lose_answer' }));
  expect(errorOf(await harness.invoke(RUN))).toMatchObject({ name: 'StorageError' });
  expect(await harness.item()).toEqual({ export_id: 'acme/tickets' });
  await expectRecovery(harness);
});

it('a run recognizes its last checkpoint by id after a lost response, and ends as caught_up', async () => {
  const harness = await harnessWithTickets();
  injectDynamoFault(harness, ['checkpoint with release'], (n) => (n === 1 ? { kind: 'lose_answer' } : undefined));
  expect(resultOf(await harness.invoke(RUN))).toMatchObject({ outcome: 'caught_up', pages: 4 });
  expect(harness.aws.dynamodb.requests.map(({ operation }) => operation)).toContain('GetItem');
  await harness.expectComplete();
});

it.each<[string, readonly CallKind[], AwsFault]>([
  ['whose response is always lost', ['checkpoint with release'], { kind: 'lose_answer' }],
  ['whose response is lost, while the item cannot be read', ['GetItem'], UNAVAILABLE],
])('a last checkpoint %s fails the run but is applied', async (_, kinds, fault) => {
  const harness = await harnessWithTickets();
  let lost = 0;
  harness.aws.dynamodb.intercept((request) => {
    const kind = awsKind(request);
    if (kind === 'checkpoint with release' && (lost += 1) === 1) return { kind: 'lose_answer' };
    return kinds.includes(kind) ? fault : undefined;
  });
  expect(errorOf(await harness.invoke(RUN))).toMatchObject({ name: 'StorageError' });
  expect(await harness.item()).toMatchObject({ end_time: harness.began + TICKETS - 1 });
  expect(await harness.item()).not.toHaveProperty('lease_owner');
  await expectRecovery(harness);
});
