import { expect, it } from 'vitest';
import { ZENDESK_FAULTS, type ZendeskFaultName } from './engine/zendesk-faults.ts';
import { findViolations } from './invariants/index.ts';
import { PLAIN_SETUP } from './plain-setup.ts';
import { play } from './play.ts';
import type { Run, Scenario } from './scenario.ts';

const RUN: Run = { after: 100, remainingMs: 840_000, settleSeconds: 300, cold: false, faults: [] };

/** Two runs that meet the fault: one for a few calls, the other until its end. */
const withFault = (name: ZendeskFaultName): Scenario => {
  const fault = { kind: 'zendesk', name } as const;
  return {
    setup: PLAIN_SETUP,
    past: [{ secondsAgo: 1000, tickets: 3, ai: false, late: 0 }],
    events: [{ at: 150, kind: 'update', which: 0, late: 0 }],
    runs: [
      { ...RUN, faults: [{ call: 3, lasts: 3, fault }] },
      { ...RUN, cold: true, faults: [{ call: 0, lasts: 1000, fault }] },
    ],
    calm: { everySeconds: 300, budget: 'roomy', settleSeconds: 300 },
  };
};

const NAMES = Object.keys(ZENDESK_FAULTS) as ZendeskFaultName[];

it.each(NAMES)('no invariant is violated in runs that meet the fault of Zendesk: %s', async (name) => {
  const traces = await play(withFault(name));
  const calls = traces[0].runs.flatMap((run) => run.calls);
  expect(calls.some(({ service, fault }) => service === 'zendesk' && fault?.kind === 'zendesk')).toBe(true);
  expect(findViolations(traces)).toEqual([]);
});
