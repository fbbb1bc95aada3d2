import { join } from 'node:path';
import { Unavailable } from '../core/session.ts';
import { installOnce } from './install-once.ts';
import { lastLine, runCommand } from './run-command.ts';

/** A virtual environment of the pinned packages. */
export type PythonEnvironment = { readonly python: string; readonly bin: string };

/**
 * Installs a requirements file into a separate virtual environment.
 *
 * @param name - of the environment's folder
 * @param requirements - a path below engines/, or an absolute one
 * @throws Unavailable without Python or the network
 */
export async function installPython(name: string, requirements: string): Promise<PythonEnvironment> {
  const folder = await installOnce(name, requirements, async (target, file) => {
    const created = await runCommand('python3', ['-m', 'venv', target]);
    if (created.isMissing) throw new Unavailable('no Python: install Python 3.10 or later, with venv');
    if (!created.ok) throw new Unavailable(`Python has no venv: ${lastLine(created.output)}`);
    const { python } = environmentIn(target);
    const installed = await runCommand(python, ['-m', 'pip', 'install', '--quiet', '-r', file]);
    if (!installed.ok) throw new Unavailable(`pip cannot install ${requirements}: ${lastLine(installed.output)}`);
  });
  return environmentIn(folder);
}

function environmentIn(folder: string): PythonEnvironment {
  const bin = join(folder, 'bin');
  return { python: join(bin, 'python'), bin };
}
