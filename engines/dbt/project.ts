import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { printedCode } from '../core/docs.ts';
import { ROOT } from '../core/folders.ts';
import { Unavailable } from '../core/session.ts';
import type { PythonEnvironment } from '../install/python.ts';
import { lastLine, runCommand } from '../install/run-command.ts';

const PAGE = join(ROOT, 'docs', 'dbt.md');

/** The files of the project, as the documentation prints them, and their language. */
const FILES = {
  'packages.yml': 'yaml',
  'profiles.yml': 'yaml',
  'dbt_project.yml': 'yaml',
  'macros/timestamp_add.sql': 'jinja',
};

/** The database of the profile. */
export const DATABASE = 'zendesk.duckdb';

const SETTINGS = {
  DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
  DBT_PROFILES_DIR: '.',
  NO_COLOR: '1',
  DBT_USE_COLORS: 'false',
};

/**
 * Writes the documentation's project into a folder, and installs the package.
 *
 * @param packages - a folder with the package and all that it depends on, each in a folder; else dbt downloads them
 * @throws Unavailable without the package
 */
export async function createProject(folder: string, environment: PythonEnvironment, packages?: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'macros'), { recursive: true });
  for (const [name, language] of Object.entries(FILES)) {
    const [text = ''] = printedCode(name, language, PAGE);
    const installed = packages === undefined ? '' : `packages-install-path: ${JSON.stringify(resolve(packages))}\n`;
    await writeFile(join(folder, name), name === 'dbt_project.yml' ? text + installed : text);
  }
  if (packages === undefined) {
    const { ok, output } = await runDbt(folder, environment, 'deps');
    if (!ok) throw new Unavailable(`dbt cannot download the package: ${lastLine(output)}`);
    return;
  }
  // dbt would compare the list with the folder.
  await rm(join(folder, 'packages.yml'));
  if (!(await readdir(packages).catch(() => [])).length) throw new Unavailable(`no packages in ${packages}`);
}

/** Builds all models, and runs the package's tests. Returns the summary of dbt. */
export async function buildModels(
  folder: string,
  environment: PythonEnvironment,
): Promise<{ ok: boolean; text: string }> {
  const { ok, output } = await runDbt(folder, environment, 'build');
  const summary = /Done\. (PASS=.*)/.exec(output)?.[1];
  if (ok && summary !== undefined) return { ok, text: summary };
  return {
    ok: false,
    text:
      output
        .split('\n')
        .filter((line) => /error|fail/i.test(line))
        .slice(0, 20)
        .join('\n') || lastLine(output),
  };
}

const runDbt = (cwd: string, { bin }: PythonEnvironment, command: string) =>
  runCommand(join(bin, 'dbt'), [command], { cwd, env: SETTINGS, timeoutMs: 1_200_000 });
