import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

/** The handler's name inside the bundle, in Lambda's notation. */
export const HANDLER = 'index.handler';

/** The build options of the deployed function, which tests and benchmarks share. */
export const BUNDLING: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // ES modules can be tree-shaken, CommonJS modules cannot.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/**
 * Builds the function into one minified ES module with its AWS SDK and source map. The stack, the local run and the
 * end-to-end tests use the same bundle.
 *
 * @param outdir - output folder for `index.mjs` and `index.mjs.map`
 */
export function bundleExporter(outdir: string): void {
  buildSync({
    ...BUNDLING,
    absWorkingDir: ROOT,
    entryPoints: ['functions/export/handler.ts'],
    outfile: join(outdir, 'index.mjs'),
    sourcemap: true,
    // Stack traces need names and lines only.
    sourcesContent: false,
  });
}

if (import.meta.main) bundleExporter(join(ROOT, 'dist', 'export'));
