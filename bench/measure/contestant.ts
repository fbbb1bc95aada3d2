import type { ContestantName } from '../build.ts';
import { OutOfMemory } from '../child/start.ts';
import type { Series } from '../pages/series.ts';
import type { Measured } from '../results.ts';
import { scaled, spreadOf } from '../spread.ts';
import { openHarness } from '../harness.ts';
import type { Context } from './context.ts';

/** For whom the function's memory is not enough: the heap that Node takes by itself on a large machine. */
const PLENTY_MIB = 4_096;

/** One run: a warm-up, and then what counts. */
export type Run = Omit<Measured, 'cpuMs' | 'wallMs' | 'peakRss' | 'startUpMs' | 'loadedRss'> & {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakRss: number;
  readonly startUpMs: number;
  readonly loadedRss: number;
};

/** @param series - of two parts: the warm-up's and the measured one */
export async function runOnce(
  { built, zendesk }: Context,
  series: Series,
  contestant: ContestantName,
  event: Readonly<Record<string, unknown>> = {},
): Promise<Run> {
  const attempt = async (more: { readonly memoryMib?: number }): Promise<Omit<Run, 'outOfMemory'>> => {
    await using harness = await openHarness({ built, zendesk, series, contestant, event, ...more });
    const { startUpMs, loaded } = harness.child;
    await harness.next();
    const { cpuMs, wallMs, peakRss, requests } = await harness.next();
    return { cpuMs, wallMs, peakRss, startUpMs, loadedRss: loaded.rss, requests };
  };
  try {
    return { ...(await attempt({})), outOfMemory: false };
  } catch (error) {
    if (!(error instanceof OutOfMemory)) throw error;
    return { ...(await attempt({ memoryMib: PLENTY_MIB })), outOfMemory: true };
  }
}

/** @param pages - of a run; a contestant that fetches fewer is told by its requests */
export function summaryOf(runs: readonly Run[], pages: number): Measured {
  const last = runs.at(-1);
  if (last === undefined) throw new RangeError('no run');
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
    startUpMs: of(({ startUpMs }) => startUpMs),
    loadedRss: of(({ loadedRss }) => loadedRss),
    requests: last.requests,
    outOfMemory: runs.some(({ outOfMemory }) => outOfMemory),
  };
}
