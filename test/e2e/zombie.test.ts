import { expect, it } from 'vitest';
import type { Invocation, LambdaHost } from '#sandbox/lambda/host.ts';
import { type CallKind, type CallOutcome, isWrite, onEachCall } from '../support/e2e/calls.ts';
import { EVENT, fill, openHarness, resultOf, type Harness } from '../support/e2e/harness.ts';
import { inTurn } from '../support/e2e/turns.ts';
import { expectUntouched, lakeOf, type Monitor, startMonitor } from '../support/e2e/monitor.ts';

/**
 * The call at which the process is frozen: its second of this kind, before or after its effect. `nextPage` is the state of
 * the next page's GET, which runs in parallel with a PutObject and its checkpoint.
 */
type FreezePoint = {
  readonly kind: CallKind;
  readonly effect: 'pending' | 'applied';
  readonly nextPage: 'requested' | 'read' | 'not requested';
};

/** The situation when the process is woken. */
type Waking = {
  /** Whether the process that took over is still running. */
  readonly successor: 'running' | 'done';
  /** Whether the woken process's clock is correct, so that its timers fire. */
  readonly clock: 'correct' | 'behind';
  /** The response to the call at which the process was frozen. If that response was lost, the retry is refused. */
  readonly call: 'answered' | 'refused';
};

const RUN = { ...EVENT, pageSize: 10 };

const BEFORE_LANDING = { kind: 'PutObject', effect: 'pending' } as const;

const FREEZE_POINTS: readonly FreezePoint[] = [
  { ...BEFORE_LANDING, nextPage: 'requested' },
  { kind: 'PutObject', effect: 'applied', nextPage: 'read' },
  { kind: 'checkpoint', effect: 'pending', nextPage: 'read' },
  { kind: 'checkpoint', effect: 'applied', nextPage: 'requested' },
  { kind: 'GET by time', effect: 'pending', nextPage: 'not requested' },
  { kind: 'GET by time', effect: 'applied', nextPage: 'not requested' },
];

/** Covers every pair of values of two different properties. */
const PAIRED: readonly Waking[] = [
  { successor: 'running', clock: 'behind', call: 'answered' },
  { successor: 'running', clock: 'correct', call: 'refused' },
  { successor: 'done', clock: 'behind', call: 'refused' },
  { successor: 'done', clock: 'correct', call: 'answered' },
];

/** The remaining combinations. */
const OTHERS: readonly Waking[] = PAIRED.map((waking) => ({
  ...waking,
  call: waking.call === 'refused' ? 'answered' : 'refused',
}));

it.concurrent.each([
  ...FREEZE_POINTS.flatMap((at) => PAIRED.map((waking) => ({ ...at, ...waking }))),
  ...OTHERS.map((waking) => ({ ...BEFORE_LANDING, nextPage: 'read' as const, ...waking })),
])(
  'a process frozen at $kind (effect: $effect, next page: $nextPage) and woken later (successor: $successor, clock: $clock, call: $call) changes nothing',
  async ({ kind, effect, nextPage, successor, clock, call }) => {
    await using harness = await openHarness({ speed: 1 });
    fill(harness.account, 35, harness.began);
    const other = await harness.another();
    const monitor = startMonitor(harness);

    const frozen = await freezeAt(harness, { kind, effect, nextPage }, call);
    // The frozen process has read an older version of this ticket.
    harness.account.update(12, { second: harness.began + 500 });
    await harness.lapse();
    const successorRun = await takeOver(harness, other, successor, monitor);
    const item = await harness.item();
    const lake = await lakeOf(harness);

    onEachCall(harness, (each) => (call === 'refused' && each.kind === kind ? 'refused' : 'carried out'));
    harness.lambda.wake();
    if (clock === 'correct') await harness.lambda.syncTime();
    frozen.answer();
    expectStopped(await frozen.invocation, { clock, call });
    expect(await harness.item()).toEqual(item);
    onEachCall(harness, () => 'carried out');

    expect(resultOf(await successorRun.finish())).toMatchObject({ outcome: 'caught_up' });
    expect(await harness.item()).toMatchObject({ end_time: harness.began + 500 });
    expect(await harness.item()).not.toHaveProperty('lease_owner');
    await harness.expectComplete();
    await expectUntouched(harness, lake);
    await monitor.look();
    monitor.expectSound();
  },
);

it.concurrent('a process frozen before it took the lease does not take it from another run when it wakes', async () => {
  await using harness = await openHarness({ speed: 1 });
  fill(harness.account, 35, harness.began);
  const at: FreezePoint = { kind: 'acquire', effect: 'pending', nextPage: 'not requested' };
  const frozen = await freezeAt(harness, at, 'answered', 1);
  const successorRun = await takeOver(harness, await harness.another(), 'running', startMonitor(harness));
  const item = await harness.item();

  harness.lambda.wake();
  frozen.answer();
  expect(resultOf(await frozen.invocation)).toMatchObject({ outcome: 'lease_held' });
  expect(await harness.item()).toEqual(item);
  expect(resultOf(await successorRun.finish())).toMatchObject({ outcome: 'caught_up' });
  await harness.expectComplete();
});

/** Starts a run and returns when its process is frozen. Only the next page's GET may be in progress then. */
async function freezeAt(harness: Harness, at: FreezePoint, call: Waking['call'], nth = 2) {
  const frozen = Promise.withResolvers<void>();
  const responseSent = Promise.withResolvers<void>();
  const freeze = (): void => {
    harness.lambda.freeze();
    frozen.resolve();
  };
  const freezing = inTurn(
    at.nextPage === 'read' ? 'reading first' : 'landing first',
    async (each): Promise<CallOutcome> => {
      if (each.kind !== at.kind || each.nth !== nth) return 'carried out';
      if (at.effect === 'applied') return { afterEffect: freeze, answer: call === 'refused' ? 'lost' : 'sent' };
      freeze();
      await responseSent.promise;
      return call === 'refused' ? 'refused' : 'carried out';
    },
  );
  onEachCall(harness, freezing);
  // With the default timeout, which is longer than this test: a woken run must not end only because a GET is unanswered.
  const invocation = harness.lambda.invoke(RUN);
  await waitBeforeEnd(frozen.promise, invocation);
  return { invocation, answer: responseSent.resolve };
}

/** Another process takes the expired lease. It drains to the end, or pauses at its second page after one has landed. */
async function takeOver(harness: Harness, host: LambdaHost, until: Waking['successor'], monitor: Monitor) {
  const paused = Promise.withResolvers<void>();
  const resume = Promise.withResolvers<void>();
  const takingOver = inTurn('landing first', async ({ kind, nth }): Promise<CallOutcome> => {
    if (isWrite(kind)) await monitor.look();
    if (until === 'running' && kind === 'GET by time' && nth === 2) {
      paused.resolve();
      await resume.promise;
    }
    return 'carried out';
  });
  onEachCall(harness, takingOver);
  const invocation = host.invoke(RUN);
  await (until === 'running' ? waitBeforeEnd(paused.promise, invocation) : invocation);
  return {
    finish: (): Promise<Invocation> => {
      resume.resolve();
      return invocation;
    },
  };
}

/** Waits for an event that must happen before the invocation ends. */
function waitBeforeEnd(event: Promise<void>, invocation: Promise<Invocation>): Promise<void> {
  const ended = invocation.then((ended) =>
    Promise.reject(new Error(`The invocation ended too early: ${JSON.stringify(ended)}`)),
  );
  return Promise.race([event, ended]);
}

/** The woken run must end as lease_lost or with a named error. With a correct clock, several timers may end it first. */
function expectStopped(invocation: Invocation, { clock, call }: Pick<Waking, 'clock' | 'call'>): void {
  const ending = invocation.ok ? resultOf(invocation)['outcome'] : invocation.error.name;
  const isSure = clock === 'behind' && call === 'answered';
  expect(isSure ? ['lease_lost'] : ['lease_lost', 'StorageError', 'ZendeskRefusedError']).toContain(ending);
}
