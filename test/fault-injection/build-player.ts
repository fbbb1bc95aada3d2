import { join } from 'node:path';
import { build } from 'esbuild';
import { FAULTS } from './faults/index.ts';
import { replaceExports } from './replace-exports.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const OUTFILE = join(ROOT, 'dist', 'fault-injection', 'player.mjs');

type Player = typeof import('./play-with-fault.ts');

/** Bundles the scenarios with the function, whose faults can be activated one at a time, and loads the bundle. */
export async function buildPlayer(): Promise<Player> {
  await build({
    entryPoints: [join(import.meta.dirname, 'play-with-fault.ts')],
    outfile: OUTFILE,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
    plugins: [replaceExports(FAULTS, ROOT)],
  });
  const player: Player = await import(OUTFILE);
  return player;
}
