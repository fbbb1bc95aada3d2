import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ENGINES_FOLDER, WORK_FOLDER } from '../core/folders.ts';

/**
 * Installs the packages of a manifest into a separate folder. One that has been installed from the same text is used
 * again.
 *
 * @param name - of the folder
 * @param manifest - a path below engines/, or an absolute one
 * @param install - fills the empty folder from the manifest's absolute path
 * @returns the folder
 */
export async function installOnce(
  name: string,
  manifest: string,
  install: (folder: string, file: string) => Promise<void>,
): Promise<string> {
  const folder = join(WORK_FOLDER, name);
  const file = resolve(ENGINES_FOLDER, manifest);
  const wanted = await readFile(file, 'utf8');
  const stamp = join(folder, 'installed.txt');
  if ((await readFile(stamp, 'utf8').catch(() => undefined)) === wanted) return folder;

  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await install(folder, file);
  await writeFile(stamp, wanted);
  return folder;
}
