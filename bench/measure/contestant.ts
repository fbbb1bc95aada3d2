import type { ProgramName } from '../build.ts';
import { OutOfMemory } from '../child/start.ts';
import type { Series } from '../pages/series.ts';
import type { Measured } from '../results.ts';
import { scaled, spreadOf } from '../spread.ts';
import { openHarness } from '../harness.ts';
import type { Context } from './context.ts';

/** For programs that run out of heap with the function's memory: about Node's default heap on a large machine. */
const LARGE_MEMORY_MIB = 4_096;

/** The figures of one run, after its warm-up. */
export type Run = Omit<Measured, 'cpuMs' | 'wallMs' | 'peakRss' | 'startupMs' | 'loadedRss'> & {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakRss: number;
  readonly startupMs: number;
  readonly loadedRss: number;
};

/** @param series - has two parts: the warm-up and the measured pages */
export async function runOnce(
  { built, zendesk }: Context,
  series: Series,
  program: ProgramName,
  event: Readonly<Record<string, unknown>> = {},
): Promise<Run> {
  const attempt = async (more: { readonly memoryMib?: number }): Promise<Omit<Run, 'outOfMemory'>> => {
    await using harness = await openHarness({ built, zendesk, series, program, event, ...more });
    const { startupMs, loaded } = harness.child;
    await harness.next();
    const { cpuMs, wallMs, peakRss, requests } = await harness.next();
    return { cpuMs, wallMs, peakRss, startupMs, loadedRss: loaded.rss, requests };
  };
  try {
    return { ...(await attempt({})), outOfMemory: false };
  } catch (error) {
    if (!(error instanceof OutOfMemory)) throw error;
    return { ...(await attempt({ memoryMib: LARGE_MEMORY_MIB })), outOfMemory: true };
  }
}

/** @param pages - pages per run; if a contestant fetches fewer, its requests show it */
export function summaryOf(runs: readonly Run[], pages: number): Measured {
  const last = runs.at(-1);
  if (last === undefined) throw new RangeError('There are no runs to summarize.');
  const of = (figure: (run: Run) => number) => spreadOf(runs.map(figure));
  return {
    cpuMs: scaled(
      of(({ cpuMs }) => cpuMs),
      1 / pages,
    ),
    wallMs: scaled(
      of(({ wallMs }) => wallMs),
      1 / pages,
    ),
    peakRss: of(({ peakRss }) => peakRss),
    startupMs: of(({ startupMs }) => startupMs),
    loadedRss: of(({ loadedRss }) => loadedRss),
    requests: last.requests,
    outOfMemory: runs.some(({ outOfMemory }) => outOfMemory),
  };
}
