import { testsAmong } from './tests.ts';

// Stryker's `testFiles` is not used: with it, no tests run against mutants of code that runs on import.
export default testsAmong(['test/functions/export/core/page/**/*.test.ts']);
