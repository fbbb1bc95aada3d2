import { optionsOf } from './options.ts';

/**
 * Mutates the code that reads a page's bytes. Tests: its unit tests only. It processes every byte, and with Stryker's
 * counters a run of the whole function takes ten times as long.
 */
export default optionsOf('page', ['functions/export/core/page/**/*.ts']);
