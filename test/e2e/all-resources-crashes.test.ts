import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { verifyChain } from '#catalog/chain.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import {
  ALL_RESOURCES,
  EXPORT_ALL,
  EXPORT_INCREMENTAL,
  expectAllComplete,
  expectIncrementalComplete,
  fillAll,
} from '../support/e2e/all-resources.ts';
import type { LayoutName } from '#sandbox/lake/layout.ts';
import { type Call, onEachCall } from '../support/e2e/calls.ts';
import { killedAt, type Side } from '../support/e2e/crash.ts';
import { type Harness, openHarness, resultsOf } from '../support/e2e/harness.ts';
import { expectSnapshotsSound, LIST_NAMES } from '../support/e2e/lists.ts';
import { expectUntouched, lakeOf } from '../support/e2e/monitor.ts';

const NAMES = Object.keys(INCREMENTAL_RESOURCES);

type Crash = Required<Call> & { readonly layout: LayoutName; readonly side: Side };

/** A sample of all calls: each export and each kind of call of an export, in both layouts, before and after its effect. */
const CRASHES: readonly Crash[] = [
  { layout: 'page', side: 'after', kind: 'checkpoint', nth: 2, resource: 'tickets' },
  { layout: 'ndjson', side: 'before', kind: 'PutObject', nth: 3, resource: 'tickets' },
  { layout: 'page', side: 'after', kind: 'PutObject', nth: 2, resource: 'users' },
  { layout: 'ndjson', side: 'before', kind: 'GET by time', nth: 2, resource: 'organizations' },
  { layout: 'page', side: 'before', kind: 'checkpoint', nth: 1, resource: 'ticket_events' },
  { layout: 'ndjson', side: 'after', kind: 'GET of a walk', nth: 1, resource: 'ticket_metric_events' },
  { layout: 'page', side: 'before', kind: 'checkpoint', nth: 6, resource: 'ticket_metric_events' },
  { layout: 'page', side: 'after', kind: 'checkpoint with release', nth: 1, resource: 'calls' },
  { layout: 'ndjson', side: 'before', kind: 'PutObject', nth: 1, resource: 'legs' },
  { layout: 'page', side: 'after', kind: 'acquire', nth: 1, resource: 'articles' },
];

it.concurrent.each(CRASHES)(
  'a process killed $side $kind no. $nth of $resource loses nothing of any resource ($layout)',
  async (crash) => {
    await using harness = await openHarness({ ...ALL_RESOURCES, layout: crash.layout });
    const outcomes = await exportAfterCrash(harness, EXPORT_INCREMENTAL, crash);
    expect(outcomes).toEqual(NAMES.map(() => 'caught_up'));
    await expectIncrementalComplete(harness);
  },
);

/** The same for lists: by cursor, per parent, with a window and on one page. */
const LIST_CRASHES: readonly Crash[] = [
  { layout: 'page', side: 'after', kind: 'PutObject', nth: 1, resource: 'macros' },
  { layout: 'ndjson', side: 'before', kind: 'checkpoint', nth: 3, resource: 'organization_memberships' },
  { layout: 'page', side: 'after', kind: 'checkpoint', nth: 2, resource: 'holidays' },
  { layout: 'ndjson', side: 'before', kind: 'GET of a list', nth: 5, resource: 'audit_logs' },
  { layout: 'page', side: 'after', kind: 'checkpoint with release', nth: 1, resource: 'custom_statuses' },
];

it.concurrent.each(LIST_CRASHES)(
  'a process killed $side $kind no. $nth of $resource loses nothing of any resource or list ($layout)',
  async (crash) => {
    await using harness = await openHarness({ ...ALL_RESOURCES, layout: crash.layout });
    const outcomes = await exportAfterCrash(harness, EXPORT_ALL, crash);
    // A list that was complete before the crash is not due.
    const ofLists = LIST_NAMES.map(() => expect.stringMatching(/caught_up|not_due/));
    expect(outcomes).toEqual([...NAMES.map(() => 'caught_up'), ...ofLists]);
    await expectAllComplete(harness);
  },
);

/** Kills the process at a call and runs the function again. Returns the outcomes. */
async function exportAfterCrash(
  harness: Harness,
  event: object,
  { layout: _, side, ...victim }: Crash,
): Promise<readonly unknown[]> {
  fillAll(harness);
  let isReached = false;
  onEachCall(harness, (call) => {
    if (isReached || !isDeepStrictEqual(call, victim)) return 'carried out';
    isReached = true;
    return killedAt(side, () => harness.lambda.kill());
  });
  expect(await harness.invoke(event)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('SIGKILL') },
  });
  await expectChained(harness);
  const left = await lakeOf(harness);
  await harness.lapse();
  const outcomes = resultsOf(await harness.invoke(event)).map(({ outcome }) => outcome);
  await expectUntouched(harness, left);
  return outcomes;
}

/** The process is killed before S3 stores each ninth object. */
const OBJECTS_PER_CRASH = 9;
const MAX_CRASHES = 4;

it('a process killed again and again before it lands an object loses nothing of any resource', async () => {
  await using harness = await openHarness({ ...ALL_RESOURCES, layout: 'ndjson' });
  fillAll(harness);
  let objects = 0;
  harness.aws.s3.intercept(async () => {
    objects += 1;
    if (objects > MAX_CRASHES * OBJECTS_PER_CRASH || objects % OBJECTS_PER_CRASH !== 0) return undefined;
    await harness.lambda.kill();
    return { kind: 'reset' };
  });

  const isOk: boolean[] = [];
  while (isOk.at(-1) !== true && isOk.length <= MAX_CRASHES) {
    isOk.push((await harness.invoke(EXPORT_ALL)).ok);
    await expectChained(harness);
    await harness.lapse();
  }

  expect(isOk).toEqual([...Array.from({ length: MAX_CRASHES }, () => false), true]);
  await expectAllComplete(harness);
});

/** Asserts that no export's position is ahead of its landed objects, in the lists too. */
async function expectChained(harness: Harness): Promise<void> {
  for (const name of NAMES) {
    const item = await harness.item(name);
    const proof = verifyChain(await harness.objects(name), item);
    expect({ name, ...proof }).toEqual({ name, complete: true, gaps: [] });
  }
  await expectSnapshotsSound(harness);
}
