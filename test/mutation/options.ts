import { availableParallelism } from 'node:os';
import type Stryker from '@stryker-mutator/core';

type Options = ConstructorParameters<typeof Stryker>[0];

/** Stryker's options for one part of the core. */
export const optionsOf = (part: string, mutate: string[]) =>
  ({
    mutate,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: `test/mutation/${part}.tests.ts`, related: false },
    coverageAnalysis: 'perTest',
    concurrency: availableParallelism(),
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: `reports/mutation/${part}.json` },
    tempDirName: 'reports/mutation/sandbox',
    cleanTempDir: 'always',
    ignorePatterns: ['/cdk.out', '/coverage', '/dist', '/docs', '/lake', '/reports', '/.sandbox'],
    // Stryker cannot rewrite the project's tsconfig.json with TypeScript 7, and does not need to.
    tsconfigFile: 'none',
    disableTypeChecks: false,
  }) satisfies Options;
