import { defineConfig } from 'vitest/config';
import { QuickFirst } from './quick-first.ts';

/** Vitest's configuration for mutants of one part of the core, with the tests to run. */
export const testsAmong = (include: string[]) =>
  defineConfig({
    test: {
      include,
      env: { SCENARIOS: '50' },
      // One process for all files takes half the time. These tests leave no state behind.
      isolate: false,
      setupFiles: ['test/mutation/setup.ts'],
      sequence: { sequencer: QuickFirst },
      testTimeout: 60_000,
    },
  });
