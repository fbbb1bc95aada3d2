import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes sure that one process at a time uses a folder. A lock whose process is gone is taken over.
 *
 * @returns what gives the folder free again
 * @throws where another live process holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  await mkdir(folder, { recursive: true });
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch {
      const holder = Number(await readFile(path, 'utf8'));
      if (isAlive(holder)) throw new Error(`${folder} is in use by another run (process ${holder}).`);
      await rm(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
