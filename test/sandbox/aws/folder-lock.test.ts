import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockFolder } from '#sandbox/aws/folder-lock.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

test('lockFolder rejects a locked folder until the lock is released', async () => {
  const folder = await temporaryFolder();
  const release = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(/in use by another run/);
  await release();
  const again = await lockFolder(folder);
  await again();
});

test('lockFolder replaces the lock of a process that no longer runs', async () => {
  const folder = await temporaryFolder();
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(join(folder, 'lock'), String(pid));
  const release = await lockFolder(folder);
  await release();
  expect(await readdir(folder)).toEqual([]);
});
