import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import type { Sabotage } from './sabotages.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

export type Noticed = {
  /** How many histories were played, the one that noticed it included. */
  readonly played: number;
  readonly violations: readonly string[];
};

/** Breaks the function in this one way and plays histories against it until one notices. */
export async function commit(sabotage: Sabotage, { runs, seed }: { runs: number; seed: number }): Promise<Noticed> {
  const outfile = join(ROOT, 'dist', 'sabotage', `${sabotage.name.replaceAll(/\W+/g, '-')}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
    plugins: [breaking(sabotage)],
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile, String(runs), String(seed)]);
  const noticed: Noticed = JSON.parse(stdout);
  return noticed;
}

function breaking(sabotage: Sabotage): Plugin {
  const breaks = [sabotage, ...(sabotage.also === undefined ? [] : [sabotage.also])];
  return {
    name: 'sabotage',
    setup(building) {
      building.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const edits = breaks.find(({ file }) => path === join(ROOT, 'functions', 'export', file))?.edits;
        if (edits === undefined) return undefined;
        const source = await readFile(path, 'utf8');
        const contents = edits.reduce((text, [find, replacement]) => {
          if (text.split(find).length !== 2)
            throw new Error(`${sabotage.name}: "${find}" does not stand once in ${path}`);
          return text.replace(find, () => replacement);
        }, source);
        return { contents, loader: 'ts' };
      });
    },
  };
}
