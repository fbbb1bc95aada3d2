import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NEVER } from '#test/support/functions/aws.ts';
import { systemClock } from '#functions/export/clock.ts';

const NOON = 1_795_521_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('systemClock.now', () => {
  it("returns the machine's time", () => {
    expect(systemClock.now()).toBe(NOON);
  });
});

describe('systemClock.sleep', () => {
  it('resolves after the given time', async () => {
    const woken = vi.fn<() => void>();
    void systemClock.sleep(5_000, NEVER).then(woken);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(woken).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(woken).toHaveBeenCalledOnce();
  });

  it('resolves when its signal aborts, and leaves no timer behind', async () => {
    const controller = new AbortController();
    const asleep = systemClock.sleep(5_000, controller.signal);
    controller.abort();
    await asleep;
    await systemClock.sleep(5_000, controller.signal);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('systemClock.alarm', () => {
  it('aborts its signal at the given time', () => {
    const { signal } = systemClock.alarm(NOON + 5_000);
    vi.advanceTimersByTime(4_999);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signal.aborted).toBe(true);
  });

  it('aborts immediately if the given time has passed', () => {
    const { signal } = systemClock.alarm(NOON - 5_000);
    vi.advanceTimersByTime(1);
    expect(signal.aborted).toBe(true);
  });

  it('never aborts once cancelled, and does not keep the process alive', () => {
    const alarm = systemClock.alarm(NOON + 5_000);
    alarm.cancel();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(10_000);
    expect(alarm.signal.aborted).toBe(false);
  });

  it("does not abort early for a time months ahead, at which Node's timers overflow", () => {
    const { signal } = systemClock.alarm(NOON + 90 * 24 * 3_600_000);
    vi.advanceTimersByTime(24 * 3_600_000);
    expect(signal.aborted).toBe(false);
  });
});
