import {
  type AccountExport,
  createAccount,
  fillHistory,
  fillPeople,
  liveActivity,
  metricEventsExport,
  organizationsExport,
  ticketEventsExport,
  usersExport,
} from '#sandbox/zendesk/index.ts';
import { createManualClock } from './manual-clock.ts';
import { simulate, type Simulation } from './simulation.ts';

/** An account with every kind of change of its tickets. All changes are visible. */
export function simulateLife({
  tickets = 600,
  seed = 1,
  events = ticketEventsExport,
}: { readonly tickets?: number; readonly seed?: number; readonly events?: AccountExport } = {}): Simulation {
  const clock = createManualClock();
  const exports = [usersExport, organizationsExport, events, metricEventsExport];
  const account = createAccount({ clock, seed, exports });
  const nowMs = clock.now();
  const shares = { deletedShare: 0.2, moderatedShare: 0.3, aftermathShare: 0.3, aiAgentShare: 0 };
  fillHistory(account, { tickets, nowMs, seed, ...shares });
  fillPeople(account, { nowMs, seed });
  const rates = { perMinute: 120, peoplePerMinute: 20, moderatedPerMinute: 20, aftermathPerMinute: 20 };
  const live = liveActivity({ ...rates, lateShare: 0.3, seed });
  live(account, nowMs, nowMs + 600_000);
  // Zendesk can show metric events half an hour late.
  clock.advance(4_000_000);
  return simulate({ clock, account, rateLimit: { total: 1_000_000 } });
}
