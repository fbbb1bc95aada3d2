import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable } from '../core/session.ts';
import { installOnce } from './install-once.ts';
import { lastLine, runCommand } from './run-command.ts';

const OPTIONS = ['--no-audit', '--no-fund', '--no-package-lock'];

/**
 * Installs packages into a separate folder.
 *
 * @param name - of the folder
 * @param manifest - a path below engines/, of a file in the form of package.json. Under that name, Node.js would read it
 * @param needs - requirements of the install scripts, for the error
 * @returns the folder with `node_modules`
 * @throws Unavailable without the network, or if an install script fails
 */
export function installNpm(name: string, manifest: string, needs?: string): Promise<string> {
  return installOnce(name, manifest, async (folder, file) => {
    await cp(file, join(folder, 'package.json'));
    const { ok, output } = await runCommand('npm', ['install', ...OPTIONS], { cwd: folder });
    if (ok) return;
    const hint = needs === undefined ? '' : ` (needs ${needs})`;
    throw new Unavailable(`npm cannot install ${manifest}${hint}: ${lastLine(output)}`);
  });
}
