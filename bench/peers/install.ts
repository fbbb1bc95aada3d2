import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installPython, type PythonEnvironment } from '#engines/install/python.ts';

/**
 * Installs a pinned exporter into a separate virtual environment.
 *
 * @param name - of its file of requirements
 * @throws Unavailable without Python or the network, or if this Python cannot run it
 */
export async function installPeer(name: string): Promise<PythonEnvironment & { readonly version: string }> {
  const requirements = join(import.meta.dirname, 'requirements', `${name}.txt`);
  const environment = await installPython(`peer-${name}`, requirements);
  const [, version = 'unknown'] = /==(\S+)/.exec(await readFile(requirements, 'utf8')) ?? [];
  return { ...environment, version };
}
