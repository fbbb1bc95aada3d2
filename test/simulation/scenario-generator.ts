import * as fc from 'fast-check';
import type { AccountEvent, Calm, Group, Scenario, Run, RunFault, Setup } from './scenario.ts';
import { ZENDESK_FAULTS, type ZendeskFaultName } from './engine/zendesk-faults.ts';

/** What a scenario is rich in. Left to chance alone, what takes three coincidences would hardly ever happen. */
type Theme = 'storm' | 'late' | 'slow' | 'pinned' | 'crowd' | 'hidden';

/** Milliseconds that a process stays frozen: shorter than a run, longer than a lease, longer than all runs. */
const FREEZES = [2000, 30_000, 130_000, 900_000, 1_800_000];
/** Milliseconds that a run has: some for one page, some for all. */
const BUDGETS = [3000, 6000, 20_000, 60_000, 300_000, 840_000];
/** Seconds at which much happens at once; at the last of them some exports begin. */
const BUSY_SECONDS = [0, 20, 121, 120];
const BUSIEST = 120;

/** Lists as long as they may be, not only the short ones that fast-check prefers. */
const upTo = (maxLength: number): fc.ArrayConstraints => ({ maxLength, size: 'max' });

/** A number of 0 to below 1. */
const share = fc.double({ min: 0, max: 0.999, noNaN: true });

const anySetup: fc.Arbitrary<Setup> = fc.record({
  // As recorded; the others are how Zendesk might answer.
  secondMode: fc.constantFrom('whole', 'whole', 'whole', 'capped', 'overshoot', 'stuck'),
  hiddenRows: fc.constantFrom(false, false, false, true),
  tooRecent: fc.constantFrom('current', 'current', 'legacy'),
  holdBackSeconds: fc.constantFrom(60, 60, 0),
  largestPage: fc.constantFrom(1000, 1000, 1000, 7),
  skewMs: fc.constantFrom(0, 0, 700, -700, 45_000, -45_000, 200_000, -200_000),
  zendeskLatencyMs: fc.constantFrom(40, 400, 1500, 5000),
  zendeskWorkMs: fc.constantFrom(0, 0, 50_000),
  awsLatencyMs: fc.constantFrom(4, 40, 400),
  requestsPerWindow: fc.constantFrom(10, 10, 30, 1000),
  compressed: fc.constantFrom(false, false, false, false, true),
  heavyRecords: fc.constantFrom(1000, 1000, 1000, 1000, 1000, 12, 3, 1),
  gatewayTimeoutMs: fc.constantFrom(800, 30_000),
  credentials: fc.constantFrom('client', 'client', 'accessToken', 'apiToken', 'password'),
  expiresIn: fc.constantFrom(null, 1800, 400, 90),
  pageSize: fc.constantFrom(10, 10, 11, 25, 1000),
  include: fc.constantFrom([], [], [], [], ['users'], ['users', 'metric_sets']),
  supportTypeScope: fc.constantFrom(null, null, 'agent', 'all', 'all', 'ai_agent'),
  requestsPerMinute: fc.constantFrom(null, null, null, 4, 60, 0.5),
  compression: fc.constantFrom('gzip', 'none', 'none'),
  startsAgo: fc.constantFrom(null, null, null, 100_000, 900, 50, -20, -BUSIEST),
  lateness: fc.constantFrom(0, 0.5, 1, 1, 1),
  constantFault: fc.constantFrom<Setup['constantFault'][]>(
    ...Array.from({ length: 8 }, () => null),
    'end_time ahead two seconds',
    'end_time ahead a minute',
    'end_time far ahead',
    'users twice',
  ),
});

/** An `end_time` that both stands still and is ahead of the records leads on by a second or an hour per page. */
const setup: fc.Arbitrary<Setup> = anySetup.map((each) =>
  each.secondMode === 'stuck' && isAhead(each) ? { ...each, constantFault: null } : each,
);

/** Seconds ago: crowded, so that pages overlap and seconds fill up; half of them not settled yet. */
const secondsAgo = fc.oneof(fc.integer({ min: 0, max: 420 }), fc.constantFrom(50, 61, 240, 270, 299, 301, 900, 90_000));

const group = (theme: Theme): fc.Arbitrary<Group> =>
  fc.record({
    secondsAgo: theme === 'slow' ? fc.integer({ min: 70, max: 310 }) : secondsAgo,
    tickets: fc.oneof(fc.integer({ min: theme === 'slow' ? 5 : 1, max: 5 }), fc.integer({ min: 9, max: 24 })),
    ai: fc.constantFrom(false, false, true),
    late: fc.oneof(fc.constantFrom(0, 1), share),
  });

const ORDINARY = ['create', 'create', 'update', 'update', 'twice', 'system', 'delete', 'scrub', 'bulk'] as const;

function event(theme: Theme): fc.Arbitrary<AccountEvent> {
  const anyTime = fc.integer({ min: 0, max: theme === 'storm' ? 2400 : 900 });
  return fc.record({
    at: fc.oneof(
      anyTime,
      fc.constantFrom(...BUSY_SECONDS),
      ...(theme === 'crowd' ? [fc.constant(BUSIEST), fc.constant(BUSIEST)] : []),
    ),
    kind: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...ORDINARY) },
      { weight: theme === 'pinned' ? 4 : 0, arbitrary: fc.constant('bulk' as const) },
      { weight: theme === 'storm' ? 3 : 1, arbitrary: fc.constantFrom('rotate', 'rewind', 'rewind') },
    ),
    which: fc.oneof(share, fc.constantFrom(0, 0.999)),
    late: fc.oneof(fc.constantFrom(0, 1), share),
  });
}

const zendeskNames = Object.keys(ZENDESK_FAULTS) as ZendeskFaultName[];

const crash = fc.record({
  kind: fc.constant('crash' as const),
  when: fc.constantFrom('before', 'after', 'underway'),
  ms: fc.constantFrom(500, 20_000, 400_000),
});

const freeze = fc.record({
  kind: fc.constant('freeze' as const),
  when: fc.constantFrom('before', 'after'),
  ms: fc.constantFrom(...FREEZES),
  wakes: fc.constantFrom('connected', 'disconnected'),
  timers: fc.constantFrom('before answers', 'after answers', 'stood still'),
});

const fault: fc.Arbitrary<RunFault> = fc.oneof(
  { weight: 3, arbitrary: crash },
  { weight: 3, arbitrary: freeze },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('zendesk' as const), name: fc.constantFrom(...zendeskNames) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('refused', 'conflict', 'repeated', 'lost') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hang' as const), when: fc.constantFrom('before', 'after') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('slow' as const),
      which: fc.constantFrom('request', 'answer'),
      ms: fc.constantFrom(3000, 30_000, 200_000),
    }),
  },
);

/** Most runs make few calls. */
const whichCall = fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 9 }), fc.nat({ max: 24 }));

function run(theme: Theme): fc.Arbitrary<Run> {
  const soon = fc.integer({ min: 0, max: theme === 'storm' || theme === 'slow' ? 20 : 100 });
  return fc.record({
    after: fc.oneof(soon, fc.constantFrom(60, 120, 300, ...(theme === 'storm' ? [300, 900] : []))),
    remainingMs: fc.constantFrom(...(theme === 'slow' ? [840_000] : BUDGETS)),
    settleSeconds: fc.constantFrom(300, 300, 120, 30, 0),
    cold: fc.boolean(),
    faults: fc.array(
      fc.record({ call: whichCall, lasts: fc.constantFrom(1, 1, 1, 1, 1, 5, 20), fault }),
      upTo(theme === 'storm' ? 3 : 1),
    ),
  });
}

const calm: fc.Arbitrary<Calm> = fc.record({
  everySeconds: fc.constantFrom(60, 300, 1000),
  budget: fc.constantFrom('roomy', 'one page'),
  settleSeconds: fc.constantFrom(300, 300, 300, 60, 0),
});

const themed = (theme: Theme): fc.Arbitrary<Scenario> =>
  fc
    .record({
      setup,
      past: fc.array(group(theme), upTo(theme === 'storm' ? 4 : 6)),
      events: fc.array(event(theme), { minLength: theme === 'storm' ? 0 : 3, ...upTo(theme === 'slow' ? 5 : 14) }),
      runs: fc.array(run(theme), { minLength: theme === 'storm' ? 1 : 3, ...upTo(9) }),
      calm,
      settlesAlike: fc.constantFrom(true, true, true, false),
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
    })
    .map(({ settlesAlike, landed, pollSeconds, heavySecondBytes, ...scenario }) => {
      const { setup, ...life } = settlesAlike || theme !== 'storm' ? settlingAlike(scenario) : scenario;
      const heavy = heavySecondBytes === null ? {} : { heavySecondBytes };
      return withTime(THEMES[theme]({ ...life, setup: { ...landedAs(landed, setup), pollSeconds, ...heavy } }));
    });

/** Drawn late, so that all else of a scenario stays as it was before there were layouts. */
function landedAs(landed: 'page' | 'ndjson' | 'ndjson with users', setup: Setup): Setup {
  if (landed !== 'ndjson with users') return { ...setup, layout: landed };
  return { ...setup, layout: 'ndjson', include: setup.include.length > 0 ? setup.include : ['users'] };
}

/**
 * What looks like a hidden page takes several questions, for which a run with time for one page, or with one request in
 * two minutes, has none.
 */
function withTime(scenario: Scenario): Scenario {
  const { setup } = scenario;
  if (!setup.hiddenRows && !isAhead(setup)) return scenario;
  const patient = { ...setup, requestsPerMinute: isSlow(setup) ? null : setup.requestsPerMinute };
  const calm: Calm = { ...scenario.calm, budget: 'roomy' };
  return { ...scenario, setup: setup.hiddenRows ? withHiddenRows(patient) : patient, calm };
}

/**
 * No second is heavy, and no page slow or very small: a walk that meets more hidden rows than a run has time for stalls.
 * Every `end_time` is true: no client could see how far a wrong one leads.
 */
function withHiddenRows({ heavySecondBytes: _, ...setup }: Setup): Setup {
  const constantFault = isAhead(setup) ? null : setup.constantFault;
  const zendeskWorkMs = Math.min(2000, setup.zendeskWorkMs);
  return { ...setup, constantFault, zendeskWorkMs, heavyRecords: Math.max(12, setup.heavyRecords) };
}

const isSlow = ({ requestsPerMinute }: Setup): boolean => requestsPerMinute !== null && requestsPerMinute < 1;

const isAhead = ({ constantFault }: Setup): boolean => constantFault?.startsWith('end_time') ?? false;

/** A record may be as late as the least `settleSeconds` of all runs allows: mostly they have the same. */
function settlingAlike(scenario: Scenario): Scenario {
  const { settleSeconds } = scenario.calm;
  return { ...scenario, runs: scenario.runs.map((each) => ({ ...each, settleSeconds })) };
}

/** Records show as late as they may. */
const lately = (scenario: Scenario, setup: Partial<Setup> = {}): Scenario => {
  const settled = settlingAlike({ ...scenario, calm: { ...scenario.calm, settleSeconds: 300 } });
  return { ...settled, setup: { ...scenario.setup, lateness: 1, ...setup } };
};

/** AI agents' tickets in the seconds after a group of tickets. */
const inARow = ({ secondsAgo, tickets }: Group): Group[] =>
  Array.from({ length: tickets % 4 }, (_, i) => ({
    secondsAgo: Math.max(0, secondsAgo - 1 - i),
    tickets: 4 + tickets,
    ai: true,
    late: 0,
  }));

/** Some of what goes wrong is an answer that looks like a hidden page. */
const misled = (run: Run): Run => ({
  ...run,
  faults: run.faults.map((each) =>
    each.call % 2 === 0 && each.fault.kind === 'zendesk' ? { ...each, fault: WRONG } : each,
  ),
});

const WRONG: RunFault = { kind: 'zendesk', name: 'empty page that goes on to a past second' };

/** What each theme makes of a scenario. */
const THEMES: Readonly<Record<Theme, (scenario: Scenario) => Scenario>> = {
  storm: (scenario) => scenario,
  late: (scenario) => lately(scenario),
  // Several pages for what has not settled, and minutes for those.
  slow: (scenario) => lately(scenario, { pageSize: 10, zendeskWorkMs: 50_000 }),
  pinned(scenario) {
    const { pageSize, secondMode } = scenario.setup;
    const pins = secondMode === 'whole' ? 'capped' : secondMode;
    return lately(scenario, { pageSize: Math.min(pageSize, 11), secondMode: pins });
  },
  // More AI agents' tickets in a row than a page holds, in the past and while the runs read.
  hidden(scenario) {
    const { supportTypeScope } = scenario.setup;
    const hiding = lately(scenario, {
      pageSize: 10,
      hiddenRows: true,
      supportTypeScope: supportTypeScope === 'all' ? null : supportTypeScope,
    });
    const past = hiding.past.flatMap((group) => [group, ...inARow(group)]);
    return { ...hiding, past, runs: hiding.runs.map(misled) };
  },
  // The export begins at a second that is crowded, capped, and read before it has settled.
  crowd(scenario) {
    const second = BUSIEST + Math.floor(scenario.setup.skewMs / 1000);
    const crowded = lately(scenario, {
      pageSize: 10,
      secondMode: 'capped',
      startsAgo: -second,
      supportTypeScope: 'all',
    });
    return {
      ...crowded,
      past: [{ secondsAgo: 1000, tickets: 14, ai: false, late: 0 }, ...scenario.past],
      events: [{ at: BUSIEST, kind: 'bulk', which: 0.999, late: 0 }, ...scenario.events],
      runs: crowded.runs.map((each, i) => (i === 0 ? { ...each, after: each.after + 190 } : each)),
    };
  },
};

/** Scenarios in which much goes wrong. Without fast-check's liking for small values: it would make them all quiet. */
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
