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

describe('the system clock', () => {
  it("tells the machine's time", () => {
    expect(systemClock.now()).toBe(NOON);
  });

  it('sleeps as long as it is told', async () => {
    const woken = vi.fn<() => void>();
    void systemClock.sleep(5_000, NEVER).then(woken);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(woken).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(woken).toHaveBeenCalledOnce();
  });
});

describe('a sleep', () => {
  it('ends when its signal aborts, and leaves nothing behind', async () => {
    const controller = new AbortController();
    const asleep = systemClock.sleep(5_000, controller.signal);
    controller.abort();
    await asleep;
    await systemClock.sleep(5_000, controller.signal);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an alarm', () => {
  it('goes off at its moment', () => {
    const { signal } = systemClock.alarm(NOON + 5_000);
    vi.advanceTimersByTime(4_999);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signal.aborted).toBe(true);
  });

  it('whose moment has passed goes off at once', () => {
    const { signal } = systemClock.alarm(NOON - 5_000);
    vi.advanceTimersByTime(1);
    expect(signal.aborted).toBe(true);
  });

  it('that is cancelled never goes off, and does not keep the process alive', () => {
    const alarm = systemClock.alarm(NOON + 5_000);
    alarm.cancel();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(10_000);
    expect(alarm.signal.aborted).toBe(false);
  });

  it("in months does not go off now: Node's timers overflow", () => {
    const { signal } = systemClock.alarm(NOON + 90 * 24 * 3_600_000);
    vi.advanceTimersByTime(24 * 3_600_000);
    expect(signal.aborted).toBe(false);
  });
});
