import { existsSync, globSync } from 'node:fs';
import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Layout, LAYOUTS as CATALOG_LAYOUTS } from '#catalog/layout.ts';
import { runSandbox } from '#sandbox/cli/run-sandbox.ts';
import type { Terminal } from '#sandbox/cli/terminal.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import { WORK_FOLDER } from './folders.ts';
import type { Lake } from './session.ts';

const FOLDER = join(WORK_FOLDER, 'lakes');
const COMPLETE = join(FOLDER, 'complete');
const SETTINGS = {
  resources: ['tickets'],
  tickets: 5_000,
  seed: 3,
  speed: 10,
  include: ['users', 'groups', 'organizations', 'metric_sets'],
} as const;

const lakeOf = (layout: Layout): Lake => ({
  name: `sandbox ${layout}`,
  layout,
  path: join(FOLDER, layout, LAYOUTS[layout].prefix),
  isLarge: true,
});

/** The lakes of the last run, if it has completed them. */
export function lakesOfLastRun(): Lake[] | undefined {
  return existsSync(COMPLETE) ? CATALOG_LAYOUTS.map(lakeOf) : undefined;
}

/**
 * Exports a simulated account by the sandbox, once for each layout, with sideloads and changes that show late.
 *
 * @throws Error if an export is not proved complete
 */
export async function makeLakes(terminal: Terminal): Promise<Lake[]> {
  await rm(COMPLETE, { force: true });
  const quiet: Terminal = { ...terminal, line: () => undefined };
  // Most of the time, an export waits for its own clock.
  const lakes = await Promise.all(
    CATALOG_LAYOUTS.map(async (layout): Promise<Lake> => {
      const lake = join(FOLDER, layout);
      const isProven = await runSandbox({ ...SETTINGS, lake, layout, keepRunning: false }, quiet);
      if (!isProven) throw new Error(`the sandbox's export of layout ${layout} is not complete: npm start shows why`);
      const made = lakeOf(layout);
      await useWholeSeconds(made.path);
      return made;
    }),
  );
  await writeFile(COMPLETE, '');
  return lakes;
}

/** S3 knows whole seconds of writing. Engines that read local files know more, each in its own precision. */
async function useWholeSeconds(folder: string): Promise<void> {
  for (const file of globSync(join(folder, '**', '*.json*'))) {
    const seconds = Math.floor((await stat(file)).mtimeMs / 1000);
    await utimes(file, seconds, seconds);
  }
}
