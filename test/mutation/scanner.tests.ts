import { testsAmong } from './tests.ts';

// Not by Stryker's `testFiles`: with it no test is run against a mutant of what is evaluated on import.
export default testsAmong(['test/functions/export/core/{page-scanner,page}.test.ts']);
