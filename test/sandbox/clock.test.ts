import { expect, test } from 'vitest';
import { scaledClock } from '#sandbox/clock.ts';

const START = Date.parse('2030-01-01T00:00:00Z');
const HOUR = 3_600_000;

/** A clock that hardly moves by itself: a sandbox second takes more than a quarter of an hour. */
const slow = () => scaledClock(0.001, START);

test('scaledClock starts at its start and runs `speed` times as fast as the wall clock', () => {
  const now = Date.now();
  expect(scaledClock(10, START, now - 5000).now()).toBeGreaterThanOrEqual(START + 50_000);
  expect(slow().now()).toBe(START);
});

test('advance moves the clock and its start', () => {
  const clock = slow();
  clock.advance(HOUR);
  expect(clock.now()).toBe(START + HOUR);
  expect(scaledClock(clock.speed, clock.start, clock.wallStart).now()).toBe(START + HOUR);
});

test('sleep ends at its time after moves of the clock', async () => {
  const clock = slow();
  const woken: string[] = [];
  const late = clock.sleep(2 * HOUR).then(() => woken.push('late'));
  const early = clock.sleep(HOUR).then(() => woken.push('early'));
  clock.advance(HOUR);
  await early;
  expect(woken).toEqual(['early']);
  clock.advance(HOUR);
  await late;
  expect(woken).toEqual(['early', 'late']);
});

test('an aborted sleep stays rejected when the clock is moved', async () => {
  const clock = slow();
  const controller = new AbortController();
  const asleep = clock.sleep(HOUR, controller.signal);
  controller.abort();
  clock.advance(HOUR);
  await expect(asleep).rejects.toThrow('aborted');
  await expect(clock.sleep(HOUR, controller.signal)).rejects.toThrow('aborted');
});

test('onAdvance calls the listener after each move', () => {
  const clock = slow();
  const calls: number[] = [];
  clock.onAdvance(() => calls.push(clock.now() - START));
  clock.advance(1000);
  clock.advance(HOUR);
  expect(calls).toEqual([1000, HOUR + 1000]);
});
