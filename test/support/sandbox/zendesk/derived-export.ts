import { type AccountExport, createAccount, fillHistory, type History } from '#sandbox/zendesk/index.ts';
import { createManualClock, NOW } from './manual-clock.ts';
import { simulate, type Simulation, UNLIMITED } from './simulation.ts';

/** Creates a simulated Zendesk with a history of tickets and these exports, without rate limits. */
export function simulateExports(
  exports: readonly AccountExport[],
  { seed = 1, ...history }: Partial<History> = {},
): Simulation {
  const clock = createManualClock();
  const account = createAccount({ clock, seed, exports });
  fillHistory(account, { tickets: 60, nowMs: NOW * 1000, ...history, seed });
  return simulate({ clock, account, ...UNLIMITED });
}

/** Returns the parsed records of a complete export now, by id. */
export function expectedById({ zendesk }: Simulation, resource: string): Map<number, unknown> {
  return new Map(zendesk.expectedRecords(resource).map(({ id, text }) => [id, JSON.parse(text) as unknown]));
}
