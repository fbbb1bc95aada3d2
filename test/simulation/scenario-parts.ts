import * as fc from 'fast-check';
import { EXPORT_FAULTS, type ZendeskFaultName } from './engine/zendesk-faults.ts';
import type { AccountEvent, Calm, Group, Run, RunFault, Setup } from './scenario.ts';
import { CROWDED_SECOND, type Theme } from './scenario-themes.ts';

/** Durations of a freeze (ms): shorter than a run, longer than a lease, longer than all runs. */
const FREEZES = [2000, 30_000, 130_000, 900_000, 1_800_000];
/** Remaining times of a run (ms): some are enough for one page only, some for all pages. */
const BUDGETS = [3000, 6000, 20_000, 60_000, 300_000, 840_000];
/** Seconds (after the first run begins) with many events. */
const BUSY_SECONDS = [0, 20, 121, CROWDED_SECOND];

/** Lists of any length up to the maximum. By default fast-check prefers short ones. */
export const upTo = (maxLength: number): fc.ArrayConstraints => ({ maxLength, size: 'max' });

/** From 0 to below 1. */
const share = fc.double({ min: 0, max: 0.999, noNaN: true });

const anySetup: fc.Arbitrary<Setup> = fc.record({
  // `whole` is recorded behavior. The others are possible.
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
  startsAgo: fc.constantFrom(null, null, null, 100_000, 900, 50, -20, -CROWDED_SECOND),
  lateness: fc.constantFrom(0, 0.5, 1, 1, 1),
  constantFault: fc.constantFrom<Setup['constantFault'][]>(
    ...Array.from({ length: 8 }, () => null),
    'end_time ahead two seconds',
    'end_time ahead a minute',
    'end_time far ahead',
    'users twice',
  ),
});

/** Excludes an `end_time` that is ahead of the records in the mode `stuck`: it would advance by up to an hour per page. */
export const setup: fc.Arbitrary<Setup> = anySetup.map((each) =>
  each.secondMode === 'stuck' && isAhead(each) ? { ...each, constantFault: null } : each,
);

/** Whether every `end_time` is ahead of the records. */
export const isAhead = ({ constantFault }: Setup): boolean => constantFault?.startsWith('end_time') ?? false;

/** Removes a limit of less than one request per minute. */
export const withOnePerMinute = (setup: Setup): Setup => ({
  ...setup,
  requestsPerMinute: setup.requestsPerMinute !== null && setup.requestsPerMinute < 1 ? null : setup.requestsPerMinute,
});

/** Ages of tickets: dense, so that pages overlap and seconds fill up. About half are within the lookback window. */
const secondsAgo = fc.oneof(fc.integer({ min: 0, max: 420 }), fc.constantFrom(50, 61, 240, 270, 299, 301, 900, 90_000));

export const group = (theme: Theme): fc.Arbitrary<Group> =>
  fc.record({
    secondsAgo: theme === 'slow' ? fc.integer({ min: 70, max: 310 }) : secondsAgo,
    tickets: fc.oneof(fc.integer({ min: theme === 'slow' ? 5 : 1, max: 5 }), fc.integer({ min: 9, max: 24 })),
    ai: fc.constantFrom(false, false, true),
    late: fc.oneof(fc.constantFrom(0, 1), share),
  });

const ORDINARY = ['create', 'create', 'update', 'update', 'twice', 'system', 'delete', 'scrub', 'bulk'] as const;

export function event(theme: Theme): fc.Arbitrary<AccountEvent> {
  const anyTime = fc.integer({ min: 0, max: theme === 'storm' ? 2400 : 900 });
  return fc.record({
    at: fc.oneof(
      anyTime,
      fc.constantFrom(...BUSY_SECONDS),
      ...(theme === 'crowd' ? [fc.constant(CROWDED_SECOND), fc.constant(CROWDED_SECOND)] : []),
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

const zendeskFaultNames = Object.keys(EXPORT_FAULTS) as ZendeskFaultName[];

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
  timers: fc.constantFrom('before answers', 'after answers', 'paused'),
});

const fault: fc.Arbitrary<RunFault> = fc.oneof(
  { weight: 3, arbitrary: crash },
  { weight: 3, arbitrary: freeze },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('zendesk' as const), name: fc.constantFrom(...zendeskFaultNames) }),
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

export function run(theme: Theme): fc.Arbitrary<Run> {
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

export const calm: fc.Arbitrary<Calm> = fc.record({
  everySeconds: fc.constantFrom(60, 300, 1000),
  budget: fc.constantFrom('roomy', 'one page'),
  settleSeconds: fc.constantFrom(300, 300, 300, 60, 0),
});
