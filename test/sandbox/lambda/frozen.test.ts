import { expect, test } from 'vitest';
import { scaledClock } from '#sandbox/clock.ts';
import type { Invocation, LambdaHost, LambdaOptions } from '#sandbox/lambda/host.ts';
import { startHost, parseResult } from '#test/support/sandbox/lambda/fixture-bundle.ts';

const HOUR = 3_600_000;

/** Starts an invocation and waits until its handler has written a log line. */
async function startInvocation(
  handler: string,
  options: Partial<LambdaOptions>,
  timeoutMs?: number,
): Promise<{ readonly host: LambdaHost; readonly invocation: Promise<Invocation> }> {
  const logged = Promise.withResolvers<void>();
  const host = await startHost(handler, { ...options, onLog: () => logged.resolve() });
  const invocation = host.invoke({}, timeoutMs === undefined ? {} : { timeoutMs });
  await logged.promise;
  return { host, invocation };
}

const handlerWaiting = (ms: number): string => `async () => {
  const startedAt = Date.now();
  console.log('started');
  await new Promise((resolve) => setTimeout(resolve, ${ms}));
  return { lasted: Date.now() - startedAt };
}`;

test('a frozen process does nothing and continues after wake()', async () => {
  const clock = scaledClock(1000);
  const { host, invocation } = await startInvocation(handlerWaiting(10_000), { clock });
  host.freeze();
  let returned = false;
  void invocation.then(() => (returned = true));
  const other = await startHost(handlerWaiting(HOUR / 20), { clock });
  expect(await other.invoke({})).toMatchObject({ ok: true });
  expect(returned).toBe(false);
  host.wake();
  expect(await invocation).toMatchObject({ ok: true });
});

test('a frozen process outlives its deadline and can still be killed', async () => {
  const clock = scaledClock(1);
  const { host, invocation } = await startInvocation(handlerWaiting(10), { clock }, 60_000);
  host.freeze();
  clock.advance(HOUR);
  host.wake();
  expect(await invocation).toMatchObject({ ok: true, timedOut: false });

  const next = host.invoke({});
  host.freeze();
  await host.kill();
  expect(await next).toMatchObject({ ok: false, error: { message: expect.stringContaining('SIGKILL') } });
});

test('a running process is killed when the clock is moved beyond its deadline', async () => {
  const clock = scaledClock(1);
  const { invocation } = await startInvocation(handlerWaiting(HOUR), { clock }, 60_000);
  clock.advance(60_000);
  expect(await invocation).toMatchObject({ ok: false, timedOut: true });
});

test('syncTime moves the time and the timers of a running process', async () => {
  const clock = scaledClock(1);
  const unsynced = await startInvocation(handlerWaiting(20), { clock });
  clock.advance(HOUR / 10);
  expect(Number(parseResult(await unsynced.invocation).lasted)).toBeLessThan(HOUR / 10);

  const synced = await startInvocation(handlerWaiting(HOUR / 10 + 20), { clock });
  clock.advance(HOUR / 10);
  await synced.host.syncTime();
  expect(Number(parseResult(await synced.invocation).lasted)).toBeGreaterThanOrEqual(HOUR / 10 + 20);
});

test('a cleared timer does not fire when the clock is moved', async () => {
  const clock = scaledClock(1);
  const { host, invocation } = await startInvocation(
    `async () => {
      let fired = false;
      clearTimeout(setTimeout(() => { fired = true }, 1000));
      console.log('started');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      return { fired };
    }`,
    { clock },
  );
  clock.advance(61_000);
  await host.syncTime();
  expect(parseResult(await invocation)).toEqual({ fired: false });
});

test('warm invocations and cold starts use the current time of the clock', async () => {
  const clock = scaledClock(1);
  const host = await startHost(`() => ({ now: Date.now() })`, { clock });
  clock.advance(HOUR);
  const warm = parseResult(await host.invoke({})).now;
  await host.kill();
  clock.advance(HOUR);
  const cold = parseResult(await host.invoke({})).now;
  expect(Number(warm)).toBeGreaterThanOrEqual(clock.start - HOUR);
  expect(Number(cold)).toBeGreaterThanOrEqual(clock.start);
});
