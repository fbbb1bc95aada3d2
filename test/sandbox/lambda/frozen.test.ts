import { expect, test } from 'vitest';
import { scaledClock } from '#sandbox/clock.ts';
import type { Invocation, LambdaHost, LambdaOptions } from '#sandbox/lambda/host.ts';
import { hostOf, resultOf } from '#test/support/sandbox/lambda/fixture-bundle.ts';

const HOUR = 3_600_000;

/** Starts an invocation, and returns when its handler has logged something. */
async function begun(
  handler: string,
  options: Partial<LambdaOptions>,
  timeoutMs?: number,
): Promise<{ readonly host: LambdaHost; readonly invocation: Promise<Invocation> }> {
  const logged = Promise.withResolvers<void>();
  const host = await hostOf(handler, { ...options, onLog: () => logged.resolve() });
  const invocation = host.invoke({}, timeoutMs === undefined ? {} : { timeoutMs });
  await logged.promise;
  return { host, invocation };
}

const waitsFor = (ms: number): string => `async () => {
  const began = Date.now();
  console.log('begun');
  await new Promise((resolve) => setTimeout(resolve, ${ms}));
  return { lasted: Date.now() - began };
}`;

test('a frozen process does nothing, and goes on from there when it is woken', async () => {
  const clock = scaledClock(1000);
  const { host, invocation } = await begun(waitsFor(10_000), { clock });
  host.freeze();
  let returned = false;
  void invocation.then(() => (returned = true));
  const other = await hostOf(waitsFor(HOUR / 20), { clock });
  expect(await other.invoke({})).toMatchObject({ ok: true });
  expect(returned).toBe(false);
  host.wake();
  expect(await invocation).toMatchObject({ ok: true });
});

test('what is frozen outlives its deadline, and can still be killed', async () => {
  const clock = scaledClock(1);
  const { host, invocation } = await begun(waitsFor(10), { clock }, 60_000);
  host.freeze();
  clock.advance(HOUR);
  host.wake();
  expect(await invocation).toMatchObject({ ok: true, timedOut: false });

  const next = host.invoke({});
  host.freeze();
  await host.kill();
  expect(await next).toMatchObject({ ok: false, error: { message: expect.stringContaining('SIGKILL') } });
});

test('what is not frozen is killed where the clock is moved beyond its deadline', async () => {
  const clock = scaledClock(1);
  const { invocation } = await begun(waitsFor(HOUR), { clock }, 60_000);
  clock.advance(60_000);
  expect(await invocation).toMatchObject({ ok: false, timedOut: true });
});

test('a running process goes by its own time until it is told, and its timers then come at their moment', async () => {
  const clock = scaledClock(1);
  const untold = await begun(waitsFor(20), { clock });
  clock.advance(HOUR / 10);
  expect(Number(resultOf(await untold.invocation).lasted)).toBeLessThan(HOUR / 10);

  const told = await begun(waitsFor(HOUR / 10 + 20), { clock });
  clock.advance(HOUR / 10);
  await told.host.syncTime();
  expect(Number(resultOf(await told.invocation).lasted)).toBeGreaterThanOrEqual(HOUR / 10 + 20);
});

test('a timer that was cleared stays so when the clock is moved', async () => {
  const clock = scaledClock(1);
  const { host, invocation } = await begun(
    `async () => {
      let fired = false;
      clearTimeout(setTimeout(() => { fired = true }, 1000));
      console.log('begun');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      return { fired };
    }`,
    { clock },
  );
  clock.advance(61_000);
  await host.syncTime();
  expect(resultOf(await invocation)).toEqual({ fired: false });
});

test('an invocation and a cold start go by the time there is then', async () => {
  const clock = scaledClock(1);
  const host = await hostOf(`() => ({ now: Date.now() })`, { clock });
  clock.advance(HOUR);
  const warm = resultOf(await host.invoke({})).now;
  await host.kill();
  clock.advance(HOUR);
  const cold = resultOf(await host.invoke({})).now;
  expect(Number(warm)).toBeGreaterThanOrEqual(clock.start - HOUR);
  expect(Number(cold)).toBeGreaterThanOrEqual(clock.start);
});
