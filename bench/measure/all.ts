import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import { build, CONTESTANTS } from '../build.ts';
import { thisMachine } from '../machine.ts';
import { openProse } from '../pages/text.ts';
import type { Part, Plan, SizePlan } from '../plan.ts';
import type { Results, SizeResult } from '../results.ts';
import { startPageServer } from '../zendesk.ts';
import type { Context } from './context.ts';
import { measureHeavySecond } from './heavy-second.ts';
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
    const has = (part: Part): boolean => plan.parts.includes(part);
    const bytes = plan.sizes.map((size) => size.bytes);
    const bundle = readFileSync(built.bundle);
    return {
      machine,
      date: new Date().toISOString().slice(0, 10),
      memoryMib: FUNCTION_MEMORY_MIB,
      bundle: { bytes: bundle.length, gzipBytes: gzipSync(bundle).length },
      sizes: has('sizes') ? await measureSizes(context, plan.sizes) : [],
      variants: has('variants') ? await measureVariants(context, Math.max(...bytes), plan.variantRuns) : [],
      heavySecond: has('heavy-second') ? await measureHeavySecond(context, plan.heavySecondBytes) : [],
      ...(has('long-run') && { longRun: await measureLongRun(context, plan.longRun) }),
      ...(has('idle') && { idle: await measureIdle(context, Math.min(...bytes), plan.idlePolls) }),
    };
  } finally {
    await zendesk.close();
  }
}

async function measureSizes(context: Context, plans: readonly SizePlan[]): Promise<SizeResult[]> {
  const sizes: SizeResult[] = [];
  for (const size of plans) {
    // This contestant does not fetch all pages. Showing that once is enough.
    const contestants = CONTESTANTS.filter((name) => name !== 'node-zendesk-all' || sizes.length === 0);
    sizes.push(await measureSize(context, size, contestants));
  }
  return sizes;
}
