/** Measures one thing over one lake, and prints the figures as JSON. Its arguments: suite, measure, and lake as JSON. */
import { z } from 'zod';
import type { Figures } from './measure.ts';
import { SUITES } from './suites.ts';

const LAKE = z.object({
  folder: z.string(),
  layout: z.enum(['page', 'ndjson']),
  records: z.number(),
  memoryLimit: z.string(),
});

const [suite = '', name = '', lake = ''] = process.argv.slice(2);
const measure = SUITES[suite]?.measures[name];
if (measure === undefined) throw new RangeError(`${suite} has no measure ${name}`);
const run = await measure.prepare(LAKE.parse(JSON.parse(lake)));
const [begun, used] = [performance.now(), process.cpuUsage()];
const rows = await run();
const { user, system } = process.cpuUsage(used);
const figures: Figures = {
  rows: rows ?? null,
  wallMs: performance.now() - begun,
  cpuMs: (user + system) / 1_000,
  peak: process.resourceUsage().maxRSS * 1_024,
};
process.stdout.write(JSON.stringify(figures));
