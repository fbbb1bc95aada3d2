import { defineConfig } from 'vitest/config';
import { QuickFirst } from './quick-first.ts';

/** Vitest's configuration for the mutants of a part of the core: the tests that are run against them. */
export const testsAmong = (include: string[]) =>
  defineConfig({
    test: {
      include,
      env: { SCENARIOS: '50' },
      // One process for all files: nothing here outlives its test, and a process per file would take twice the time.
      isolate: false,
      setupFiles: ['test/mutation/setup.ts'],
      sequence: { sequencer: QuickFirst },
      testTimeout: 60_000,
    },
  });
