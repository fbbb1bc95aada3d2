import { optionsOf } from './options.ts';

/** The pure core, against its unit tests, runs of the whole function and random histories. */
export default optionsOf('core', [
  'functions/export/core/**/*.ts',
  '!functions/export/core/{page-scanner,kept-bytes,record-digests}.ts',
]);
