import * as fc from 'fast-check';
import type { Calm, CompanionName, Scenario, Setup } from './scenario.ts';
import { lists, withLists } from './scenario-lists.ts';
import { calm, event, group, isAhead, run, setup, upTo, withOnePerMinute } from './scenario-parts.ts';
import { type Theme, THEMES, withOneLookback } from './scenario-themes.ts';

const themed = (theme: Theme): fc.Arbitrary<Scenario> =>
  fc
    .record({
      setup,
      past: fc.array(group(theme), upTo(theme === 'storm' ? 4 : 6)),
      events: fc.array(event(theme), { minLength: theme === 'storm' ? 0 : 3, ...upTo(theme === 'slow' ? 5 : 14) }),
      runs: fc.array(run(theme), { minLength: theme === 'storm' ? 1 : 3, ...upTo(9) }),
      calm,
      hasOneLookback: fc.constantFrom(true, true, true, false),
      landed: fc.constantFrom(
        'page',
        'page',
        'page',
        'page',
        'page',
        'ndjson',
        'ndjson with users',
        'ndjson with users',
      ),
      pollSeconds: fc.constantFrom(0, 0, 0, 0, 60, 270),
      heavySecondBytes: fc.constantFrom(null, null, null, null, null, 1000, 2500),
      companions: fc.oneof(
        { weight: 5, arbitrary: fc.constant<CompanionName[]>([]) },
        { weight: 1, arbitrary: fc.constantFrom(...COMPANIES) },
      ),
      lists: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: lists }),
    })
    .map(({ hasOneLookback, landed, pollSeconds, heavySecondBytes, companions, lists, ...scenario }) => {
      const { setup, ...life } = hasOneLookback || theme !== 'storm' ? withOneLookback(scenario) : scenario;
      const heavy = heavySecondBytes === null ? {} : { heavySecondBytes };
      const whole = { ...withLayout(landed, setup), pollSeconds, ...heavy };
      const alone = withEnoughTime(THEMES[theme]({ ...life, setup: whole }));
      return withLists(lists, withCompanions(companions, alone));
    });

/** The combinations of exports that are drained together with the tickets. */
const COMPANIES: readonly CompanionName[][] = [
  ['users'],
  ['organizations'],
  ['users', 'ticket_events'],
  ['organizations', 'ticket_events', 'users'],
];

/**
 * Adds companions to a scenario. A resource without a cursor endpoint is complete only if Zendesk serves whole seconds,
 * in time, and with a correct `end_time`.
 */
function withCompanions(companions: readonly CompanionName[], scenario: Scenario): Scenario {
  const { setup } = scenario;
  const canPin = setup.secondMode !== 'whole' || setup.heavyRecords < 1000 || setup.constantFault !== null;
  const able = companions.filter((name) => name === 'users' || !canPin);
  if (able.length === 0) return scenario;
  // With less than one request per minute, a calm run could not read a page of each export.
  return { ...scenario, setup: { ...withOnePerMinute(setup), companions: able } };
}

/** Layouts are drawn after all else, so that the scenarios of a seed stayed the same when layouts were added. */
function withLayout(landed: 'page' | 'ndjson' | 'ndjson with users', setup: Setup): Setup {
  if (landed !== 'ndjson with users') return { ...setup, layout: landed };
  return { ...setup, layout: 'ndjson', include: setup.include.length > 0 ? setup.include : ['users'] };
}

/**
 * Gives runs enough time for hidden pages. A page that may be hidden needs several requests. A run with time for one page,
 * or with one request in two minutes, could not send them.
 */
function withEnoughTime(scenario: Scenario): Scenario {
  const { setup } = scenario;
  if (!setup.hiddenRows && !isAhead(setup)) return scenario;
  const unlimited = withOnePerMinute(setup);
  const calm: Calm = { ...scenario.calm, budget: 'roomy' };
  return { ...scenario, setup: setup.hiddenRows ? withHiddenRows(unlimited) : unlimited, calm };
}

/**
 * Excludes heavy seconds, slow pages and very small pages, because a walk stalls if a run has no time for all hidden rows.
 * Also excludes a wrong `end_time`, which no client could detect here.
 */
function withHiddenRows({ heavySecondBytes: _, ...setup }: Setup): Setup {
  const constantFault = isAhead(setup) ? null : setup.constantFault;
  const zendeskWorkMs = Math.min(2000, setup.zendeskWorkMs);
  return { ...setup, constantFault, zendeskWorkMs, heavyRecords: Math.max(12, setup.heavyRecords) };
}

/** Random scenarios with many faults. Without fast-check's bias to small values, which would make them all quiet. */
export const scenarios: fc.Arbitrary<Scenario> = fc.noBias(
  fc.oneof(
    { weight: 2, arbitrary: themed('storm') },
    { weight: 1, arbitrary: themed('late') },
    { weight: 2, arbitrary: themed('slow') },
    { weight: 1, arbitrary: themed('pinned') },
    { weight: 1, arbitrary: themed('crowd') },
    { weight: 1, arbitrary: themed('hidden') },
  ),
);
