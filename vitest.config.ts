import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import type { Vite } from 'vitest/node';
import { SlowFirst } from '#test/support/slow-first.ts';

/** Tests that start processes. They need the bundle, which is built once before them. */
const PROCESSES = [
  'test/bench/main.test.ts',
  'test/e2e/**/*.test.ts',
  'test/sandbox/cli/main.test.ts',
  'test/sandbox/lambda/**/*.test.ts',
];

/** Slow tests: many cases, a database, a compiler or a linter. They need no bundle. */
const INTEGRATION = [
  'test/bench/peers/scenarios.test.ts',
  'test/catalog/*-{history,lakes}.test.ts',
  'test/catalog/{compacted-histories,dbt-zendesk,dialects,duckdb,duckdb-script,odd-children,simulated-account}.test.ts',
  'test/docs/{commands,erase,history}.test.ts',
  'test/fault-injection/**/*.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/functions/export/throughput.test.ts',
  'test/import-rules.test.ts',
  'test/infra/app.test.ts',
  'test/sandbox/cli/{damaged-lake,many-objects}.test.ts',
  'test/simulation/**/*.test.ts',
];

/** Coverage doubles the time of a test, and only the unit tests need it: without the others they reach the thresholds. */
const WITHOUT_COVERAGE: Vite.Plugin = {
  name: 'without-coverage',
  configureVitest({ project }) {
    project.config.coverage = { ...project.config.coverage, enabled: false };
  },
};

/** After the unit tests, one file more at a time than there are cores: most of them wait for processes. */
const SLOW = { sequence: { groupOrder: 1 }, maxWorkers: availableParallelism() + 1 };

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...INTEGRATION, ...PROCESSES],
          sequence: { groupOrder: 0 },
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
    reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }]],
    coverage: {
      provider: 'v8',
      include: ['functions/**/*.ts'],
      reporter: ['text-summary', 'text'],
      reportsDirectory: 'coverage',
      thresholds: { lines: 95, branches: 95, functions: 95, statements: 95 },
    },
  },
});
