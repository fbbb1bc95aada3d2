import { testsAmong } from './tests.ts';

// Not by Stryker's `testFiles`: with it no test is run against a mutant of code that runs on import.
export default testsAmong(['test/functions/export/core/page/**/*.test.ts']);
