import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { BUNDLING, bundleExporter } from '#scripts/bundle.ts';

/** The measured exporters, each named after its file in `contestants/`. */
export const CONTESTANTS = ['bundle', 'baseline', 'naive-loop', 'node-zendesk', 'node-zendesk-all'] as const;

export type ContestantName = (typeof CONTESTANTS)[number];

/** Everything that runs in a child process: the exporters, and the reference for their CPU. */
export type ProgramName = ContestantName | 'json-parse';

const PROGRAMS: readonly ProgramName[] = [...CONTESTANTS, 'json-parse'];

export type Built = {
  /** Contains all built files. Other temporary files may be put there too. */
  readonly folder: string;
  /** Path of the function's bundle. */
  readonly bundle: string;
  /** Path of the child process's entry point. */
  readonly main: string;
  readonly program: (name: ProgramName) => string;
  /** Path of the program that runs the bundle once, for the comparison with other exporters. */
  readonly runOnce: string;
};

/** Builds the function as the stack does, and all other programs with the same options. */
export function build(folder: string): Built {
  bundleExporter(folder);
  buildSync({
    ...BUNDLING,
    absWorkingDir: import.meta.dirname,
    entryPoints: ['child/main.ts', 'peers/programs/run-once.ts', ...PROGRAMS.map((name) => `contestants/${name}.ts`)],
    entryNames: '[name]',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    // node-zendesk is CommonJS and requires Node's built-in modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return {
    folder,
    bundle: join(folder, 'index.mjs'),
    main: join(folder, 'main.mjs'),
    program: (name) => join(folder, `${name}.mjs`),
    runOnce: join(folder, 'run-once.mjs'),
  };
}
