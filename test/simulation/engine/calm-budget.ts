import type { Scenario } from '../scenario.ts';

/** The longest time that a request waits for the response to another export's request. */
const AFTER_ANOTHER_MS = 2000;

/** The remaining time of a calm run (ms): enough for one page and the calls before it, or for many pages. */
export function calmBudget({ setup, calm }: Scenario): number {
  if (calm.budget === 'roomy') return 840_000;
  const sideloads = setup.layout === 'ndjson' ? setup.include.length : 0;
  // All exports read their page at the same time. A request waits until it is clear that the one before is not refused.
  const others = (setup.companions ?? []).length + (setup.lists?.names ?? []).length;
  const awsMs = (5 + sideloads) * setup.awsLatencyMs;
  const pageMs = setup.gatewayTimeoutMs + setup.zendeskWorkMs + setup.zendeskLatencyMs + awsMs;
  return 4000 + 2 * setup.zendeskLatencyMs + pageMs + others * AFTER_ANOTHER_MS;
}
