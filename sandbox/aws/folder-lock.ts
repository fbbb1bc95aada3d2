import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Locks a folder for this process. Replaces the lock of a process that no longer runs.
 *
 * @returns a function that releases the lock
 * @throws Error if another running process holds the lock
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
    // Signal 0 only tests for existence.
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
