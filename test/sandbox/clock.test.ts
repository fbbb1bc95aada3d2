import { expect, test } from 'vitest';
import { scaledClock } from '#sandbox/clock.ts';

const START = Date.parse('2030-01-01T00:00:00Z');
const HOUR = 3_600_000;

/** Hardly moves by itself: a sandbox second takes more than a quarter of an hour. */
const slow = () => scaledClock(0.001, START);

test('a clock shows its start, and goes on so many times as fast as the wall clock', () => {
  const now = Date.now();
  expect(scaledClock(10, START, now - 5000).now()).toBeGreaterThanOrEqual(START + 50_000);
  expect(slow().now()).toBe(START);
});

test('a clock that is moved forward shows so much more, and its start says so', () => {
  const clock = slow();
  clock.advance(HOUR);
  expect(clock.now()).toBe(START + HOUR);
  expect(scaledClock(clock.speed, clock.start, clock.wallStart).now()).toBe(START + HOUR);
});

test('who sleeps wakes at the moment meant, however the clock gets there', async () => {
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

test('a sleep that is broken off stays so when the clock is moved', async () => {
  const clock = slow();
  const controller = new AbortController();
  const asleep = clock.sleep(HOUR, controller.signal);
  controller.abort();
  clock.advance(HOUR);
  await expect(asleep).rejects.toThrow('aborted');
  await expect(clock.sleep(HOUR, controller.signal)).rejects.toThrow('aborted');
});

test('listeners hear of each move, when it is made', () => {
  const clock = slow();
  const heard: number[] = [];
  clock.onAdvance(() => heard.push(clock.now() - START));
  clock.advance(1000);
  clock.advance(HOUR);
  expect(heard).toEqual([1000, HOUR + 1000]);
});
