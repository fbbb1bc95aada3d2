import * as prettier from 'prettier';
import { bytes } from './format.ts';
import type { Results } from '../results.ts';
import { cost, costFrom } from './cost.ts';
import { longRun, requests, startUp, variants } from './others.ts';
import { promises } from './promises.ts';
import { perPage, ratios } from './sizes.ts';
import { markdown } from './table.ts';

/** The blocks of `docs/performance.md` that come from figures, by name. */
export type Blocks = { readonly results: string; readonly cost: string };

export async function blocksOf(results: Results): Promise<Blocks> {
  const { bundle } = results;
  const tables = [
    ratios(results),
    promises(results),
    perPage(results),
    variants(results),
    longRun(results),
    startUp(results),
    requests(results),
  ];
  const [text, costs] = [
    [
      machineOf(results),
      ...tables.map(markdown),
      `The bundle has ${bytes(bundle.bytes)}, gzipped ${bytes(bundle.gzipBytes)}.`,
    ],
    cost(costFrom(results), results.memoryMib).map(markdown),
  ];
  return { results: await formatted(text), cost: await formatted(costs) };
}

function machineOf({ date, machine }: Results): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return `${date}, on ${machine.cores} cores of ${machine.cpu}, ${bytes(machine.memory)} of memory, ${machine.os}, load ${machine.load.toFixed(1)} before, Node ${machine.node}, ${versions.join(', ')}.`;
}

/** As `prettier --check` wants it in the document, and aligned for whoever reads it in a terminal. */
const formatted = async (parts: readonly string[]): Promise<string> =>
  (await prettier.format(parts.join('\n\n'), { parser: 'markdown', printWidth: 120 })).trimEnd();
