import { NOTHING_DONE } from '#functions/export/core/outcome.ts';
import { createRunMetrics } from '#functions/export/core/telemetry/run-metrics.ts';
import type { TestWorld } from '../test-world.ts';
import type { Sample } from './evaluate-alarm.ts';

/** The default schedule and poll interval. */
const INTERVAL_MS = 60_000;
const POLL = { pollSeconds: 270 };
const TIMEOUT_MS = 840_000;

export type ScheduleOptions = {
  readonly minutes: number;
  readonly event?: object;
  /** True if an invocation is lost. They are numbered from 0. */
  readonly isLost?: (invocation: number) => boolean;
};

/**
 * Invokes the function every minute and returns the metrics that CloudWatch receives: the function's own and Lambda's.
 * An invocation during a run finds the lease held.
 */
export async function simulateSchedule(
  world: TestWorld,
  { minutes, event = {}, isLost }: ScheduleOptions,
): Promise<Sample[]> {
  const from = world.clock.now();
  const samples: Sample[] = [];
  for (let invocation = 0; invocation < minutes; invocation += 1) {
    const at = from + invocation * INTERVAL_MS;
    if (isLost?.(invocation) === true) continue;
    if (world.clock.now() > at) samples.push(...leaseHeldMetrics(at));
    else samples.push(...(await invokeAt(world, at, event)));
  }
  const remainingMs = from + minutes * INTERVAL_MS - world.clock.now();
  if (remainingMs > 0) world.clock.advance(remainingMs);
  return samples;
}

async function invokeAt(world: TestWorld, at: number, event: object): Promise<Sample[]> {
  const known = world.figures.length;
  let failed = 0;
  const afterMs = at - world.clock.now();
  await world.invoke({ ...POLL, ...event }, { remainingMs: TIMEOUT_MS, afterMs }).catch(() => void (failed = 1));
  const ended = world.clock.now();
  return [
    ...world.figures
      .slice(known)
      .flatMap(({ dimensions, metrics, at: putAt }) =>
        metrics.map(({ name, value }): Sample => ({ name, value, at: putAt, dimensions })),
      ),
    { name: 'Duration', at: ended, value: ended - at },
    { name: 'Errors', at: ended, value: failed },
    ...(failed === 1 ? [{ name: 'ApproximateNumberOfMessagesVisible', at: ended, value: 1 }] : []),
  ];
}

const leaseHeldMetrics = (at: number): Sample[] =>
  createRunMetrics()
    .toMetrics('acme/tickets', { ...NOTHING_DONE, ended: 'lease_held', advancedSeconds: 0, runHistory: undefined })
    .map(({ name, value }) => ({ name, value, at, dimensions: { subdomain: 'acme', resource: 'tickets' } }));
