import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { BUNDLING, bundleExporter } from '#scripts/bundle.ts';

/** Who is measured, by the name of its file in `contestants/`. */
export const CONTESTANTS = ['bundle', 'floor', 'plain', 'node-zendesk', 'node-zendesk-all'] as const;

export type ContestantName = (typeof CONTESTANTS)[number];

export type Built = {
  /** Where all of it is, and what else is only needed meanwhile may be. */
  readonly folder: string;
  /** The function's bundle. */
  readonly bundle: string;
  /** The process that loads a contestant. */
  readonly main: string;
  readonly contestant: (name: ContestantName) => string;
};

/** Builds the function as the stack does, and everybody else in the same way. */
export function build(folder: string): Built {
  bundleExporter(folder);
  buildSync({
    ...BUNDLING,
    absWorkingDir: import.meta.dirname,
    entryPoints: ['child/main.ts', ...CONTESTANTS.map((name) => `contestants/${name}.ts`)],
    entryNames: '[name]',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    // node-zendesk is CommonJS, and asks for Node's own modules by this name.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return {
    folder,
    bundle: join(folder, 'index.mjs'),
    main: join(folder, 'main.mjs'),
    contestant: (name) => join(folder, `${name}.mjs`),
  };
}
