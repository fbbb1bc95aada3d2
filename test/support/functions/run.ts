import { createTimeBudget } from '#functions/export/core/pacing/time-budget.ts';
import type { RunEvent } from '#functions/export/core/telemetry/events.ts';
import type { Http } from '#functions/export/core/ports/ports.ts';
import { createRetryLoop } from '#functions/export/zendesk/retry-loop.ts';
import { virtualClock } from '../virtual-clock.ts';

export const ORIGIN = 'https://acme.zendesk.com';

/** Builds the shared dependencies of the Zendesk client for a run of `remainingMs`, on a virtual clock. */
export function runOf(remainingMs = 840_000) {
  const clock = virtualClock();
  const { workBy, ...time } = createTimeBudget(clock.now(), remainingMs);
  const budget = time.openExport();
  const work = clock.alarm(workBy).signal;
  const events: RunEvent[] = [];
  const sendWithRetry = createRetryLoop({ clock, random: () => 0.5, emit: (event) => void events.push(event) });
  const withHttp = (http: Http) => ({ clock, http, sendWithRetry, origin: ORIGIN });
  const context = { exportId: 'acme/tickets', signal: work, budget };
  return { clock, budget, workBy, work, context, events, sendWithRetry, withHttp };
}
