import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openProgress } from '#cli/print/progress.ts';
import { formatBytes } from '#common/format.ts';

const START = 1_790_000_000_000;

/** Opens a progress display. `read` returns its output, `wait` lets time pass. */
function open(isTTY: boolean) {
  let now = START;
  const err = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const progress = openProgress({ err, now: () => now });
  return {
    progress,
    read: () => stripVTControlCharacters(String(err.read() ?? '')),
    wait: (ms: number) => {
      now += ms;
      vi.advanceTimersByTime(ms);
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('openProgress on a terminal', () => {
  it('shows each count, with its total if it has one', () => {
    const { progress, read, wait } = open(true);
    const listed = progress.count('listing objects');
    const bytes = progress.count('reading', formatBytes);
    bytes.addTotal(2000);
    listed.add();
    listed.add();
    bytes.add(1000);
    wait(500);
    progress.stop();
    expect(read()).toContain('listing objects 2, reading 1 kB of 2 kB');
  });

  it('prints nothing as long as nothing is counted', () => {
    const { progress, read } = open(true);
    progress.count('listing objects').addTotal(0);
    progress.stop();
    expect(read()).toBe('');
  });

  it('does not handle Ctrl-C itself', () => {
    const before = process.listenerCount('SIGINT');
    const { progress } = open(true);
    progress.count('listing objects').add();
    expect(process.listenerCount('SIGINT')).toBe(before);
    progress.stop();
  });
});

describe('openProgress without a terminal', () => {
  it('prints a line every ten seconds', () => {
    const { progress, read, wait } = open(false);
    const listed = progress.count('listing objects');
    for (let second = 0; second < 25; second += 1) {
      listed.add();
      wait(1000);
    }
    progress.stop();
    expect(read()).toBe('listing objects 11\nlisting objects 21\n');
  });

  it('prints nothing for a command that takes less than ten seconds', () => {
    const { progress, read, wait } = open(false);
    const listed = progress.count('listing objects');
    wait(9_999);
    listed.add();
    progress.stop();
    expect(read()).toBe('');
  });
});
