import { optionsOf } from './options.ts';

/**
 * The core's scanner of pages and its parts, against its unit tests alone: it looks at every byte, and while Stryker counts each look,
 * a run of the whole function takes ten times as long.
 */
export default optionsOf('scanner', ['functions/export/core/{page-scanner,kept-bytes,record-digests}.ts']);
