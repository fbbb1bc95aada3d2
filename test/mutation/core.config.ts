import { optionsOf } from './options.ts';

/** Mutates the pure core without `page/`. Tests: its unit tests, runs of the whole function and simulated scenarios. */
export default optionsOf('core', ['functions/export/core/**/*.ts', '!functions/export/core/page/**']);
