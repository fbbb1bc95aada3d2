/** Measures one thing over one lake, and prints the figures as JSON. Its arguments: suite, measure, and lake as JSON. */
import { z } from 'zod';
import { measureRun } from './measure-run.ts';
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
process.stdout.write(JSON.stringify(await measureRun(run)));
