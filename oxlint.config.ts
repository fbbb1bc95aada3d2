import { defineConfig } from 'oxlint';
import { importRules } from './scripts/import-rules.ts';

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'vitest', 'node', 'promise'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  options: { typeAware: true },
  ignorePatterns: ['/cdk.out', '/dist', '/coverage', '/lake', '/reports', '/.engines'],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/no-non-null-assertion': 'error',
    'import/no-cycle': 'error',
    'no-await-in-loop': 'off',
    'no-shadow': 'off',
    'no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
    'consistent-return': 'off',
    'no-underscore-dangle': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
  },
  overrides: [
    {
      files: ['functions/**'],
      rules: {
        'no-console': 'error',
        'max-lines': ['error', { max: 250 }],
        'max-lines-per-function': ['error', { max: 60 }],
      },
    },
    { files: ['test/**'], rules: { 'typescript/no-unsafe-type-assertion': 'off' } },
    {
      files: ['infra/**', 'scripts/**', 'docs/**', 'test/infra/**', 'test/{docs,support/docs}/**'],
      rules: { 'no-new': 'off' },
    },
    ...importRules(),
  ],
});
