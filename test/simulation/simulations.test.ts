import { expect, it } from 'vitest';
import { check } from './check.ts';
import { describeFailure } from './describe-failure.ts';
import { LIST_FAULTS } from './engine/zendesk-faults.ts';
import { sum, type ScenarioCounts, countScenario } from './scenario-counts.ts';

/** A fixed seed, so that a failure is caused by the change under test. `npm run simulate` tries other seeds. */
const SEED = 20_261_126;
const SCENARIOS = Number(process.env['SCENARIOS'] ?? 2000);
/** False in a mutation run, whose few scenarios do not reach every fault and outcome. */
const IS_FULL_RUN = SCENARIOS >= 2000;

const LISTS = ['macros', 'custom_roles', 'custom_statuses', 'holidays', 'satisfaction_ratings', 'audit_logs'];
const OPERATIONS = ['UpdateItem', 'PutObject', 'GetSecretValue', 'GET', 'POST'];
const OUTCOMES = ['caught_up', 'rate_limited', 'budget_spent', 'lease_held', 'lease_lost', 'not_due', 'stalled'];
const ERRORS = [
  'CredentialsError',
  'ZendeskRefusedError',
  'ZendeskUnavailableError',
  'MalformedPageError',
  'StorageError',
];

it(
  `no invariant is violated in ${SCENARIOS} random scenarios with crashes, zombies, faults and late records`,
  { timeout: 600_000 },
  async () => {
    let counts: ScenarioCounts = {};
    const failure = await check({
      runs: SCENARIOS,
      seed: SEED,
      shrink: IS_FULL_RUN,
      onTraces: (traces) => (counts = sum([counts, countScenario(traces)])),
    });

    expect(failure && describeFailure(failure)).toBeUndefined();
    if (!IS_FULL_RUN) return;
    const expected = [
      ...OPERATIONS.flatMap((operation) => [
        ...['before', 'after', 'underway'].map((when) => `crash ${when} ${operation}`),
        ...['before', 'after'].map((when) => `freeze ${when} ${operation}`),
        ...['before', 'after'].map((when) => `hang ${when} ${operation}`),
        `slow ${operation}`,
      ]),
      ...['refused', 'lost', 'repeated'].flatMap((kind) =>
        ['UpdateItem', 'PutObject'].map((each) => `${kind} ${each}`),
      ),
      'conflict PutObject',
      ...OUTCOMES.map((outcome) => `run ended ${outcome}`),
      ...ERRORS.map((name) => `run ended with ${name}`),
      'walked pages',
      'empty pages landed',
      'hidden pages',
      'pages as ndjson',
      'sideloads',
      'sideloads of tickets that did not land then',
      'rewinds',
      'rotation',
      ...['users', 'organizations', 'ticket_events'].map((name) => `pages of ${name}`),
      'rewinds of users',
      ...LISTS.flatMap((name) => [`pages of ${name}`, `rewinds of ${name}`]),
      ...Object.keys(LIST_FAULTS).map((name) => `Zendesk: ${name}`),
    ];
    expect(expected.filter((name) => (counts[name] ?? 0) === 0)).toEqual([]);
  },
);
