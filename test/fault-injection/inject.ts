import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Fault } from './fault.ts';
import { replaceExports } from './replace-exports.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export type Outcome = {
  /** The number of scenarios, including the one that found the fault. */
  readonly played: number;
  /** The violations in that scenario; empty if no scenario found the fault. */
  readonly violations: readonly string[];
};

/** Plays scenarios against the function with this fault, until one violates an invariant. */
export async function injectFault(fault: Fault, { runs, seed }: { runs: number; seed: number }): Promise<Outcome> {
  const outfile = join(ROOT, 'dist', 'fault-injection', `${fault.name.replaceAll(/\W+/g, '-')}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
    plugins: [replaceExports(fault, ROOT)],
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile, String(runs), String(seed)]);
  const outcome: Outcome = JSON.parse(stdout);
  return outcome;
}
