import { expect, it } from 'vitest';
import { EXPORT_FAULTS, ZENDESK_FAULTS, type ZendeskFaultName } from './engine/zendesk-faults.ts';
import { findViolations } from './invariants/index.ts';
import { PLAIN_SETUP } from './plain-setup.ts';
import { play } from './play.ts';
import type { Run, Scenario, Setup } from './scenario.ts';
import type { RunTrace } from './trace.ts';

const RUN: Run = { after: 100, remainingMs: 840_000, settleSeconds: 300, cold: false, faults: [] };

/** Two runs that meet the fault: one for a few calls, the other until its end. */
const withFault = (name: ZendeskFaultName, setup: Setup): Scenario => {
  const fault = { kind: 'zendesk', name } as const;
  return {
    setup,
    past: [{ secondsAgo: 1000, tickets: 3, ai: false, late: 0 }],
    events: [{ at: 150, kind: 'update', which: 0, late: 0 }],
    runs: [
      { ...RUN, faults: [{ call: 3, lasts: 3, fault }] },
      { ...RUN, cold: true, faults: [{ call: 0, lasts: 1000, fault }] },
    ],
    calm: { everySeconds: 300, budget: 'roomy', settleSeconds: 300 },
  };
};

const isOfFault = ({ service, fault }: RunTrace['calls'][number]): boolean =>
  service === 'zendesk' && fault?.kind === 'zendesk';

it.each(Object.keys(EXPORT_FAULTS) as ZendeskFaultName[])(
  'no invariant is violated in runs that meet the fault of Zendesk: %s',
  async (name) => {
    const traces = await play(withFault(name, PLAIN_SETUP));
    expect(traces.exports[0].runs.flatMap(({ calls }) => calls).some(isOfFault)).toBe(true);
    expect(findViolations(traces)).toEqual([]);
  },
);

const LISTS: Setup['lists'] = {
  names: ['macros', 'custom_roles', 'custom_statuses', 'holidays', 'satisfaction_ratings', 'audit_logs'],
  rowsPerPage: 2,
};

it.each(Object.keys(ZENDESK_FAULTS) as ZendeskFaultName[])(
  'no invariant of lists is violated in runs that meet the fault of Zendesk: %s',
  async (name) => {
    const traces = await play(withFault(name, { ...PLAIN_SETUP, lists: LISTS }));
    expect(traces.lists.flatMap(({ runs }) => runs.flatMap(({ calls }) => calls)).some(isOfFault)).toBe(true);
    expect(findViolations(traces)).toEqual([]);
  },
);
