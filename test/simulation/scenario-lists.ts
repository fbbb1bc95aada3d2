import * as fc from 'fast-check';
import { LIST_FAULTS, type ListFaultName } from './engine/zendesk-faults.ts';
import { upTo, withOnePerMinute } from './scenario-parts.ts';
import type { AccountEvent, ListSetup, Run, Scenario } from './scenario.ts';

/** Lists that are exported together with the tickets, the faults that they meet, and additional rewinds. */
type Lists = ListSetup & { readonly faults: readonly ListFaultName[]; readonly rewinds: readonly AccountEvent[] };

/** The combinations of lists. */
const COMPANIES: readonly ListSetup['names'][] = [
  ['macros'],
  ['macros', 'custom_roles'],
  ['custom_roles', 'satisfaction_ratings'],
  ['satisfaction_ratings', 'custom_statuses'],
  ['audit_logs'],
  ['audit_logs', 'macros', 'holidays'],
  ['holidays'],
];

/** From 0 to below 1. Doubles would be close to 0 almost always. */
const anyShare = fc.nat({ max: 999 }).map((number) => number / 1000);

export const lists: fc.Arbitrary<Lists> = fc.record({
  names: fc.constantFrom(...COMPANIES),
  rowsPerPage: fc.constantFrom(2, 3, 3, 7, 100),
  faults: fc.array(fc.constantFrom(...(Object.keys(LIST_FAULTS) as ListFaultName[])), upTo(3)),
  rewinds: fc.array(
    fc.record({
      at: fc.integer({ min: 60, max: 2400 }),
      kind: fc.constant('rewind' as const),
      which: anyShare,
      late: anyShare,
    }),
    upTo(2),
  ),
});

/**
 * Adds lists to a scenario. A calm run must have time for all pages of a list per parent, and for a page of each other list.
 * Pages of lists that do not page by cursor cannot be smaller, so they do not take long.
 */
export function withLists(added: Lists | null, scenario: Scenario): Scenario {
  if (added === null) return scenario;
  const { faults, rewinds, ...lists } = added;
  const { setup, calm, runs, events } = scenario;
  const isFixed = lists.names.some((name) => FIXED.has(name));
  return {
    ...scenario,
    setup: { ...withOnePerMinute(setup), lists, ...(isFixed && { heavyRecords: 1000 }) },
    events: [...events, ...rewinds],
    runs: faults.length === 0 ? runs : runs.map((run) => withListFaults(run, faults)),
    calm: lists.names.includes('holidays') ? { ...calm, budget: 'roomy' } : calm,
  };
}

/** The lists whose pages cannot be smaller. */
const FIXED: ReadonlySet<string> = new Set(['custom_roles', 'custom_statuses', 'holidays']);

/** Replaces some faults of Zendesk by faults of lists. They last longer, because they concern some responses only. */
const withListFaults = (run: Run, names: readonly ListFaultName[]): Run => ({
  ...run,
  faults: run.faults.map((each) => {
    const name = names[each.call % (2 * names.length)];
    if (each.fault.kind !== 'zendesk' || name === undefined) return each;
    return { ...each, lasts: each.lasts + 4, fault: { kind: 'zendesk', name } };
  }),
});
