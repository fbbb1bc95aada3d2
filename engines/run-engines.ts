import { checkOddLakes } from './core/check-odd-lakes.ts';
import { checkViews } from './core/check-views.ts';
import type { Engine, Progress } from './core/engine.ts';
import type { Material } from './core/material.ts';
import { errorText } from './core/error-text.ts';
import type { CheckResult, EngineResult } from './core/results.ts';
import { Unavailable } from './core/session.ts';

/** Runs the engines one after the other: each may need all of the machine. */
export async function runEngines(
  engines: readonly Engine[],
  material: Material,
  progress: Progress,
): Promise<EngineResult[]> {
  const results: EngineResult[] = [];
  for (const engine of engines) {
    const begun = performance.now();
    const outcome = await runEngine(engine, material, (text) => progress(`${engine.name}: ${text}`));
    results.push({ engine: engine.name, seconds: (performance.now() - begun) / 1000, ...outcome });
  }
  return results;
}

type Outcome =
  | { readonly status: 'ran'; readonly version: string; readonly checks: readonly CheckResult[] }
  | { readonly status: 'skipped' | 'broken'; readonly reason: string };

async function runEngine(engine: Engine, material: Material, progress: Progress): Promise<Outcome> {
  try {
    progress('installing and starting');
    await using session = await engine.start(progress);
    const checks = [
      await checkViews(engine, session, new Map([...material.sandbox, ...material.records]), progress),
      await checkOddLakes(engine, session, material.oddLakes, progress),
      ...((await engine.more?.(session, material, progress)) ?? []),
    ];
    return { status: 'ran', version: session.version, checks };
  } catch (error) {
    return { status: error instanceof Unavailable ? 'skipped' : 'broken', reason: errorText(error) };
  }
}
