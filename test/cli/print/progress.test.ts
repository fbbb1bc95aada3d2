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

function halfDone(isTTY: boolean): string {
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const progress = openProgress(output, 'looking up objects');
  progress.expect(1);
  progress.expect(1);
  progress.done();
  vi.advanceTimersByTime(500);
  progress.end();
  return stripVTControlCharacters(String(output.read() ?? ''));
}

it('shows how far it has got on a terminal', () => {
  expect(halfDone(true)).toMatch(/looking up objects .* 1 of 2/);
});

it('shows nothing elsewhere', () => {
  expect(halfDone(false)).toBe('');
});

it('leaves it to the process what Ctrl-C does', () => {
  const before = process.listenerCount('SIGINT');
  const progress = openProgress(Object.assign(new PassThrough(), { isTTY: true }), 'looking up objects');
  progress.expect(1);
  expect(process.listenerCount('SIGINT')).toBe(before);
  progress.end();
});

it('ends quietly where there was nothing to do', () => {
  const output = Object.assign(new PassThrough(), { isTTY: true });
  const progress = openProgress(output, 'looking up objects');
  progress.expect(0);
  progress.end();
  expect(String(output.read() ?? '')).not.toContain('looking up');
});
