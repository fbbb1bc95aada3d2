import type { Clock } from './core/ports/ports.ts';

/** Node's maximum timer delay. Longer delays fire immediately. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The system clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
    }),
  alarm(at) {
    const controller = new AbortController();
    const delay = Math.min(LONGEST_TIMEOUT_MS, Math.max(0, at - Date.now()));
    const timer = setTimeout(() => controller.abort(), delay);
    return { signal: controller.signal, cancel: () => clearTimeout(timer) };
  },
};
