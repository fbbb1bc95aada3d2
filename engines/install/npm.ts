import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENGINES_FOLDER, WORK_FOLDER } from '../core/folders.ts';
import { Unavailable } from '../core/session.ts';
import { lastLine, runCommand } from './run-command.ts';

/**
 * Installs packages into a separate folder. One that has been installed from the same text is
 * used again.
 *
 * @param name - of the folder
 * @param manifest - a path below engines/, of a file in the form of package.json. Under that name, Node.js would read it
 * @param needs - requirements of the install scripts, for the error
 * @returns the folder with `node_modules`
 * @throws Unavailable without the network, or if an install script fails
 */
export async function installNpm(name: string, manifest: string, needs?: string): Promise<string> {
  const folder = join(WORK_FOLDER, name);
  const file = join(ENGINES_FOLDER, manifest);
  const wanted = await readFile(file, 'utf8');
  const stamp = join(folder, 'installed.txt');
  if ((await readFile(stamp, 'utf8').catch(() => undefined)) === wanted) return folder;

  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(file, join(folder, 'package.json'));
  const { ok, output } = await runCommand('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: folder,
  });
  if (!ok) {
    const hint = needs === undefined ? '' : ` (needs ${needs})`;
    throw new Unavailable(`npm cannot install ${manifest}${hint}: ${lastLine(output)}`);
  }
  await writeFile(stamp, wanted);
  return folder;
}
