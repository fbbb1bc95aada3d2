import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

/** The handler's name inside the bundle, as Lambda spells it. */
export const HANDLER = 'index.handler';

/** How everything is bundled that runs, or is measured, as the function is deployed. */
export const BUNDLING: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The packages' ES modules can be shaken; their CommonJS twins cannot.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/**
 * Builds the function into one minified ES module with its AWS SDK and source map. The stack, the local run and
 * the end-to-end tests all use what this writes, so what is tried locally is what is deployed.
 *
 * @param outdir - folder that receives `index.mjs` and `index.mjs.map`
 */
export function bundleExporter(outdir: string): void {
  buildSync({
    ...BUNDLING,
    absWorkingDir: ROOT,
    entryPoints: ['functions/export/handler.ts'],
    outfile: join(outdir, 'index.mjs'),
    sourcemap: true,
    // Stack traces need names and lines, not a second copy of every source.
    sourcesContent: false,
  });
}

if (import.meta.main) bundleExporter(join(ROOT, 'dist', 'export'));
