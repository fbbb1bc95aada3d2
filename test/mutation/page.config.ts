import { optionsOf } from './options.ts';

/**
 * What reads a page's bytes, against its unit tests alone: it looks at every byte. While Stryker counts each look, a run
 * of the whole function takes ten times as long.
 */
export default optionsOf('page', ['functions/export/core/page/**/*.ts']);
