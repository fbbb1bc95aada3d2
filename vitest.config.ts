import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import type { Vite } from 'vitest/node';
import { OwnTemporaryFolder } from '#test/support/own-temporary-folder.ts';
import { SlowFirst } from '#test/support/slow-first.ts';

/** Tests that start processes. They need the bundle, which is built once before them. */
const PROCESSES = [
  'test/bench/main.test.ts',
  'test/e2e/**/*.test.ts',
  'test/sandbox/cli/main.test.ts',
  'test/sandbox/lambda/**/*.test.ts',
];

/** Slow tests: many cases, simulated accounts, a database, a compiler or a linter. They need no bundle. */
const INTEGRATION = [
  'test/bench/peers/scenarios.test.ts',
  'test/catalog/*-{history,lakes}.test.ts',
  'test/catalog/{compacted-histories,dbt-zendesk,dialects,documents,duckdb,duckdb-script,odd-children,simulated-account}.test.ts',
  'test/cli/first-deployment.test.ts',
  'test/docs/{commands,erase,history,querying}.test.ts',
  'test/fault-injection/**/*.test.ts',
  'test/functions/export/run/{list-crashes,resources}.test.ts',
  'test/functions/export/throughput.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/import-rules.test.ts',
  'test/infra/{app,cdk-rules,names}.test.ts',
  'test/infra/monitoring/alarm-conditions.test.ts',
  'test/sandbox/cli/{damaged-lake,many-objects,report}.test.ts',
  'test/sandbox/lake/**/*.test.ts',
  'test/sandbox/zendesk/{events,lists,metric-events,tickets}/**/*.test.ts',
  'test/simulation/**/*.test.ts',
];

/** Unit tests of the function, whose coverage is measured. */
const FUNCTION = ['test/functions/**/*.test.ts', 'test/known-exporter-bugs*.test.ts'];

/** Coverage doubles the time of a test, and only unit tests of the function need it: they reach the thresholds. */
const WITHOUT_COVERAGE: Vite.Plugin = {
  name: 'without-coverage',
  configureVitest({ project }) {
    project.config.coverage = { ...project.config.coverage, enabled: false };
  },
};

const FAST = { sequence: { groupOrder: 0 } };

/** After the unit tests, one file more at a time than there are cores: most of them wait for processes. */
const SLOW = { sequence: { groupOrder: 1 }, maxWorkers: availableParallelism() + 1 };

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { ...FAST, name: 'unit-function', include: FUNCTION, exclude: [...INTEGRATION, ...PROCESSES] },
      },
      {
        extends: true,
        plugins: [WITHOUT_COVERAGE],
        test: {
          ...FAST,
          name: 'unit-tools',
          include: ['test/**/*.test.ts'],
          exclude: [...FUNCTION, ...INTEGRATION, ...PROCESSES],
        },
      },
      {
        extends: true,
        plugins: [WITHOUT_COVERAGE],
        test: { ...SLOW, name: 'integration', include: INTEGRATION },
      },
      {
        extends: true,
        plugins: [WITHOUT_COVERAGE],
        test: { ...SLOW, name: 'processes', include: PROCESSES, globalSetup: ['test/support/build-bundle.ts'] },
      },
    ],
    // Test files share a worker and its modules: loading them again for each file would take twice the time.
    isolate: false,
    unstubEnvs: true,
    testTimeout: 60_000,
    sequence: { sequencer: SlowFirst },
    // By default one less than there are cores, which on two cores is one.
    maxWorkers: '100%',
    reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }], new OwnTemporaryFolder()],
    coverage: {
      provider: 'v8',
      include: ['functions/**/*.ts'],
      reporter: ['text-summary', 'text'],
      reportsDirectory: 'coverage',
      thresholds: { lines: 95, branches: 95, functions: 95, statements: 95 },
    },
  },
});
