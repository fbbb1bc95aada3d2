import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openProgress } from '../../../cli/print/progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv('CI', undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

function halfDone(isTTY: boolean): string {
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const progress = openProgress(output, 'looking up objects');
  progress.expect(2);
  progress.done();
  vi.advanceTimersByTime(500);
  progress.end();
  return stripVTControlCharacters(String(output.read() ?? ''));
}

it('shows how far it has got on a terminal', () => {
  expect(halfDone(true)).toContain('looking up objects 1 of 2');
});

it('shows nothing elsewhere', () => {
  expect(halfDone(false)).toBe('');
});
