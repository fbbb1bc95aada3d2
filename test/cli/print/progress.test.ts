import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openProgress } from '#cli/print/progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Completes one of two items, and returns the output. */
function runHalf(isTTY: boolean): string {
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const progress = openProgress(output, 'looking up objects');
  progress.addTotal(1);
  progress.addTotal(1);
  progress.increment();
  vi.advanceTimersByTime(500);
  progress.stop();
  return stripVTControlCharacters(String(output.read() ?? ''));
}

it('openProgress shows completed and total items on a terminal', () => {
  expect(runHalf(true)).toMatch(/looking up objects .* 1 of 2/);
});

it('openProgress prints nothing if the output is not a terminal', () => {
  expect(runHalf(false)).toBe('');
});

it('openProgress does not handle Ctrl-C itself', () => {
  const before = process.listenerCount('SIGINT');
  const progress = openProgress(Object.assign(new PassThrough(), { isTTY: true }), 'looking up objects');
  progress.addTotal(1);
  expect(process.listenerCount('SIGINT')).toBe(before);
  progress.stop();
});

it('openProgress prints nothing if there are no items', () => {
  const output = Object.assign(new PassThrough(), { isTTY: true });
  const progress = openProgress(output, 'looking up objects');
  progress.addTotal(0);
  progress.stop();
  expect(String(output.read() ?? '')).not.toContain('looking up');
});
