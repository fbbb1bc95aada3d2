import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import { build, CONTESTANTS } from '../build.ts';
import { thisMachine } from '../machine.ts';
import { openProse } from '../pages/text.ts';
import type { Plan } from '../plan.ts';
import type { Results, SizeResult } from '../results.ts';
import { startPageServer } from '../zendesk.ts';
import type { Context } from './context.ts';
import { measureIdle } from './idle.ts';
import { measureLongRun } from './long-run.ts';
import { measureSize } from './size.ts';
import { measureVariants } from './variants.ts';

const SEED = 1;

/**
 * Carries out the plan. No measurement has a time limit.
 *
 * @param folder - for temporary files: up to 1 GB
 */
export async function measure(plan: Plan, folder: string, status: Context['status']): Promise<Results> {
  const machine = thisMachine();
  status('building');
  const built = build(folder);
  const zendesk = await startPageServer();
  const context: Context = { built, zendesk, prose: openProse(SEED), status };
  try {
    const sizes: SizeResult[] = [];
    for (const size of plan.sizes) {
      // This contestant does not fetch all pages. Showing that once is enough.
      const contestants = CONTESTANTS.filter((name) => name !== 'node-zendesk-all' || sizes.length === 0);
      sizes.push(await measureSize(context, size, contestants));
    }
    const bytes = plan.sizes.map((size) => size.bytes);
    const bundle = readFileSync(built.bundle);
    return {
      machine,
      date: new Date().toISOString().slice(0, 10),
      memoryMib: FUNCTION_MEMORY_MIB,
      bundle: { bytes: bundle.length, gzipBytes: gzipSync(bundle).length },
      sizes,
      variants: await measureVariants(context, Math.max(...bytes), plan.variantRuns),
      longRun: await measureLongRun(context, plan.longRun),
      idle: await measureIdle(context, Math.min(...bytes), plan.idlePolls),
    };
  } finally {
    await zendesk.close();
  }
}
