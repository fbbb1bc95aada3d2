import { peakRss } from '../child/memory.ts';
import type { Figures } from './measure.ts';

/** Measures a run in this process, which does nothing else. The result of the run is its number of rows, if there are any. */
export async function measureRun(run: () => Promise<number | undefined>): Promise<Figures> {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  const rows = await run();
  const { user, system } = process.cpuUsage(used);
  return {
    rows: rows ?? null,
    wallMs: performance.now() - begun,
    cpuMs: (user + system) / 1_000,
    peak: peakRss(),
  };
}
