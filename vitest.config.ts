import { defineConfig } from 'vitest/config';
import { SlowFirst } from '#test/support/slow-first.ts';

/** What starts processes of its own, by the dozen. */
const PROCESSES = [
  'test/bench/main.test.ts',
  'test/e2e/**/*.test.ts',
  'test/fault-injection/**/*.test.ts',
  'test/sandbox/cli/main.test.ts',
  'test/sandbox/lambda/**/*.test.ts',
];

export default defineConfig({
  test: {
    // One after the other, so that the simulated scenarios have a core for themselves.
    projects: [
      {
        extends: true,
        test: {
          name: 'in-process',
          include: ['test/**/*.test.ts'],
          exclude: PROCESSES,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'processes', include: PROCESSES, sequence: { groupOrder: 1 } } },
    ],
    globalSetup: ['test/support/build-bundle.ts'],
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
