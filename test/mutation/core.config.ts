import { optionsOf } from './options.ts';

/** The pure core without its pages, against its unit tests, runs of the whole function and simulated scenarios. */
export default optionsOf('core', ['functions/export/core/**/*.ts', '!functions/export/core/page/**']);
