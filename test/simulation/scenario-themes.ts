import type { Group, Run, RunFault, Scenario, Setup } from './scenario.ts';

/**
 * The focus of a scenario. Purely random scenarios would hardly ever reach a defect that needs three coincidences.
 */
export type Theme = 'storm' | 'late' | 'slow' | 'pinned' | 'crowd' | 'hidden';

/** In the theme `crowd`, the export begins at this second (after the first run begins), and many events happen there. */
export const CROWDED_SECOND = 120;

/** Gives all runs the same `settleSeconds`. Otherwise the smallest one limits how late records may appear. */
export function withOneLookback(scenario: Scenario): Scenario {
  const { settleSeconds } = scenario.calm;
  return { ...scenario, runs: scenario.runs.map((each) => ({ ...each, settleSeconds })) };
}

/** Records appear as late as the lookback window allows. */
const withLateRecords = (scenario: Scenario, setup: Partial<Setup> = {}): Scenario => {
  const settled = withOneLookback({ ...scenario, calm: { ...scenario.calm, settleSeconds: 300 } });
  return { ...settled, setup: { ...scenario.setup, lateness: 1, ...setup } };
};

/** Hidden tickets (of AI agents) in the seconds after a group of tickets. */
const hiddenTicketsAfter = ({ secondsAgo, tickets }: Group): Group[] =>
  Array.from({ length: tickets % 4 }, (_, i) => ({
    secondsAgo: Math.max(0, secondsAgo - 1 - i),
    tickets: 4 + tickets,
    ai: true,
    late: 0,
  }));

/** Replaces some faults by a response that looks like a hidden page. */
const withMisleadingPages = (run: Run): Run => ({
  ...run,
  faults: run.faults.map((each) =>
    each.call % 3 !== 0 && each.fault.kind === 'zendesk' ? { ...each, fault: MISLEADING_PAGE } : each,
  ),
});

const MISLEADING_PAGE: RunFault = { kind: 'zendesk', name: 'empty page that continues to a past second' };

/** Adapts a random scenario to each theme. */
export const THEMES: Readonly<Record<Theme, (scenario: Scenario) => Scenario>> = {
  storm: (scenario) => scenario,
  late: (scenario) => withLateRecords(scenario),
  // The lookback window has several pages, which take minutes.
  slow: (scenario) => withLateRecords(scenario, { pageSize: 10, zendeskWorkMs: 50_000 }),
  pinned(scenario) {
    const { pageSize, secondMode } = scenario.setup;
    const pins = secondMode === 'whole' ? 'capped' : secondMode;
    return withLateRecords(scenario, { pageSize: Math.min(pageSize, 11), secondMode: pins });
  },
  // More hidden tickets in a row than fit on a page, in the past and during the runs.
  hidden(scenario) {
    const { supportTypeScope } = scenario.setup;
    const hiding = withLateRecords(scenario, {
      pageSize: 10,
      hiddenRows: true,
      supportTypeScope: supportTypeScope === 'all' ? null : supportTypeScope,
    });
    const past = hiding.past.flatMap((group) => [group, ...hiddenTicketsAfter(group)]);
    return { ...hiding, past, runs: hiding.runs.map(withMisleadingPages) };
  },
  // The export begins at a crowded second, which is capped and read within the lookback window.
  crowd(scenario) {
    const second = CROWDED_SECOND + Math.floor(scenario.setup.skewMs / 1000);
    const crowded = withLateRecords(scenario, {
      pageSize: 10,
      secondMode: 'capped',
      startsAgo: -second,
      supportTypeScope: 'all',
    });
    return {
      ...crowded,
      past: [{ secondsAgo: 1000, tickets: 14, ai: false, late: 0 }, ...scenario.past],
      events: [{ at: CROWDED_SECOND, kind: 'bulk', which: 0.999, late: 0 }, ...scenario.events],
      runs: crowded.runs.map((each, i) => (i === 0 ? { ...each, after: each.after + 190 } : each)),
    };
  },
};
