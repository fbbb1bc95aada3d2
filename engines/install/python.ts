import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENGINES_FOLDER, WORK_FOLDER } from '../core/folders.ts';
import { Unavailable } from '../core/session.ts';
import { lastLine, runCommand } from './run-command.ts';

/** A virtual environment of the pinned packages. */
export type PythonEnvironment = { readonly python: string; readonly bin: string };

/**
 * Installs a requirements file into a separate virtual environment. One that has been installed from the same text
 * is used again.
 *
 * @param name - of the environment's folder
 * @param requirements - a path below engines/
 * @throws Unavailable without Python or the network
 */
export async function installPython(name: string, requirements: string): Promise<PythonEnvironment> {
  const folder = join(WORK_FOLDER, name);
  const bin = join(folder, 'bin');
  const environment = { python: join(bin, 'python'), bin };
  const file = join(ENGINES_FOLDER, requirements);
  const wanted = await readFile(file, 'utf8');
  const stamp = join(folder, 'installed.txt');
  if ((await readFile(stamp, 'utf8').catch(() => undefined)) === wanted) return environment;

  await rm(folder, { recursive: true, force: true });
  await mkdir(WORK_FOLDER, { recursive: true });
  const created = await runCommand('python3', ['-m', 'venv', folder]);
  if (created.isMissing) throw new Unavailable('no Python: install Python 3.10 or later, with venv');
  if (!created.ok) throw new Unavailable(`Python has no venv: ${lastLine(created.output)}`);
  const installed = await runCommand(environment.python, ['-m', 'pip', 'install', '--quiet', '-r', file]);
  if (!installed.ok) throw new Unavailable(`pip cannot install ${requirements}: ${lastLine(installed.output)}`);
  await writeFile(stamp, wanted);
  return environment;
}
