import { NOTHING_DONE } from '#functions/export/core/outcome.ts';
import { createRunMetrics } from '#functions/export/core/telemetry/run-metrics.ts';
import type { TestWorld } from '../test-world.ts';
import type { Sample } from './evaluate-alarm.ts';

/** The default schedule, and its rest between two polls. */
const TICK_MS = 60_000;
const POLL = { pollSeconds: 270 };
const TIMEOUT_MS = 840_000;

export type LifeOptions = {
  readonly minutes: number;
  readonly event?: object;
  /** Which of the ticks are left out, from 0. */
  readonly isLost?: (tick: number) => boolean;
};

/**
 * Lets the schedule run the function in this world, every minute, and gives what CloudWatch gets to see of it:
 * the function's own metrics, and Lambda's. A tick that comes while a run is at work finds its lease held.
 */
export async function live(world: TestWorld, { minutes, event = {}, isLost }: LifeOptions): Promise<Sample[]> {
  const from = world.clock.now();
  const samples: Sample[] = [];
  for (let tick = 0; tick < minutes; tick += 1) {
    const at = from + tick * TICK_MS;
    if (isLost?.(tick) === true) continue;
    if (world.clock.now() > at) samples.push(...leaseHeldAt(at));
    else samples.push(...(await runAt(world, at, event)));
  }
  const left = from + minutes * 60_000 - world.clock.now();
  if (left > 0) world.clock.advance(left);
  return samples;
}

async function runAt(world: TestWorld, at: number, event: object): Promise<Sample[]> {
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

const leaseHeldAt = (at: number): Sample[] =>
  createRunMetrics()
    .toMetrics('acme/tickets', { ...NOTHING_DONE, ended: 'lease_held', advancedSeconds: 0, runHistory: undefined })
    .map(({ name, value }) => ({ name, value, at, dimensions: { subdomain: 'acme', resource: 'tickets' } }));
