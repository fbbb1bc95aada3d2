import * as prettier from 'prettier';
import { bytes } from './format.ts';
import type { Results } from '../results.ts';
import { cost, costFrom } from './cost.ts';
import { heavySecond, longRun, requests, startup, variants } from './run-tables.ts';
import { perPage, relative } from './sizes.ts';
import { markdown } from './table.ts';
import { targets } from './targets.ts';

/** The generated blocks of `docs/performance.md`, by the name in their markers. */
type Blocks = { readonly results: string; readonly cost: string };

export async function blocksOf(results: Results): Promise<Blocks> {
  const { bundle } = results;
  const tables = [
    relative(results),
    targets(results),
    perPage(results),
    variants(results),
    heavySecond(results),
    longRun(results),
    startup(results),
    requests(results),
  ];
  const text = [
    machineOf(results),
    ...tables.filter(({ rows }) => rows.length > 0).map(markdown),
    `The bundle is ${bytes(bundle.bytes)}, ${bytes(bundle.gzipBytes)} gzipped.`,
  ];
  const computed = costFrom(results);
  const costs = computed === undefined ? [] : cost(computed, results.memoryMib).map(markdown);
  return { results: await formatted(text), cost: await formatted(costs) };
}

export function machineOf({ date, machine }: Pick<Results, 'date' | 'machine'>): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return `${date}, on ${machine.cores} cores of ${machine.cpu}, ${bytes(machine.memory)} of memory, ${machine.os}, load average ${machine.load.toFixed(1)} before the run, Node ${machine.node}, ${versions.join(', ')}.`;
}

/** Aligns the tables for a terminal, and passes `prettier --check` in the document. */
export const formatted = async (parts: readonly string[]): Promise<string> =>
  (await prettier.format(parts.join('\n\n'), { parser: 'markdown', printWidth: 120 })).trimEnd();
