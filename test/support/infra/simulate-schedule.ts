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
  /** True if a run dies before it emits metrics: killed or out of memory. */
  readonly dies?: () => boolean;
};

/**
 * Invokes the function every minute and returns the metrics that CloudWatch receives: the function's own and Lambda's.
 * Invocations during a run find the lease held. They are taken to emit nothing, although they emit more of the same.
 */
export async function simulateSchedule(
  world: TestWorld,
  { minutes, event = {}, isLost, dies }: ScheduleOptions,
): Promise<Sample[]> {
  const from = world.clock.now();
  const samples: Sample[] = [];
  const isOver = (invocation: number): boolean =>
    invocation >= minutes && from + invocation * INTERVAL_MS >= world.clock.now();
  // Invocations continue during a run that outlasts the simulated time.
  for (let invocation = 0; !isOver(invocation); invocation += 1) {
    const at = from + invocation * INTERVAL_MS;
    if (isLost?.(invocation) === true) continue;
    samples.push({ name: 'Invocations', at, value: 1 });
    if (world.clock.now() > at) continue;
    if (dies?.() === true) samples.push({ name: 'Errors', at, value: 1 });
    else samples.push(...(await invokeAt(world, at, event)));
  }
  const remainingMs = from + minutes * INTERVAL_MS - world.clock.now();
  if (remainingMs > 0) world.clock.advance(remainingMs);
  return samples;
}

async function invokeAt(world: TestWorld, at: number, event: object): Promise<Sample[]> {
  const known = world.accountMetrics.length;
  let failed = 0;
  const afterMs = at - world.clock.now();
  await world.invokeAll({ ...POLL, ...event }, { remainingMs: TIMEOUT_MS, afterMs }).catch(() => void (failed = 1));
  const ended = world.clock.now();
  return [
    ...world.accountMetrics
      .slice(known)
      .flatMap(({ dimensions, metrics, at: putAt }) =>
        metrics.map(({ name, value }): Sample => ({ name, value, at: putAt, dimensions })),
      ),
    { name: 'Duration', at: ended, value: ended - at },
    { name: 'Errors', at: ended, value: failed },
    ...(failed === 1 ? [{ name: 'NumberOfMessagesSent', at: ended, value: 1 }] : []),
  ];
}
