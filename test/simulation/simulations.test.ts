import { expect, it } from 'vitest';
import { check } from './check.ts';
import { describeFailure } from './describe-failure.ts';
import { ZENDESK_FAULTS } from './engine/zendesk-faults.ts';
import { sum, type ScenarioCounts, countScenario } from './scenario-counts.ts';

/** Always the same scenarios, so that what fails here has to do with what was changed. `npm run scenarios` tries others. */
const SEED = 20_261_126;
const SCENARIOS = Number(process.env['SCENARIOS'] ?? 2000);
/** A mutation run plays only a few, which do not reach every fault and outcome. */
const IS_WHOLE = SCENARIOS >= 2000;

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
  `no invariant is violated in ${SCENARIOS} random scenarios of crashes, zombies, faults and late records`,
  { timeout: 600_000 },
  async () => {
    let counts: ScenarioCounts = {};
    const failure = await check({
      runs: SCENARIOS,
      seed: SEED,
      shrink: IS_WHOLE,
      onTrace: (trace) => (counts = sum([counts, countScenario(trace)])),
    });

    expect(failure && describeFailure(failure)).toBeUndefined();
    if (!IS_WHOLE) return;
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
      ...Object.keys(ZENDESK_FAULTS).map((name) => `Zendesk: ${name}`),
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
    ];
    expect(expected.filter((name) => (counts[name] ?? 0) === 0)).toEqual([]);
  },
);
