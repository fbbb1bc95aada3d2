import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reporter } from 'vitest/node';

/** Caches of programs that the tests start, which these programs share and do not delete. */
const CACHES = new Set(['node-compile-cache']);

/** Gives the run its own temporary folder, and fails the run if a test leaves anything there. */
export class OwnTemporaryFolder implements Reporter {
  onInit(): void {
    const folder = mkdtempSync(join(tmpdir(), 'zendesk-lake-tests-'));
    // Workers and the processes that they start inherit it. Windows reads the other two.
    for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = folder;
    process.once('exit', () => {
      const left = readdirSync(folder).filter((name) => !CACHES.has(name));
      rmSync(folder, { recursive: true, force: true });
      if (left.length === 0) return;
      console.error(`Tests left files in the temporary folder: ${left.join(', ')}`);
      process.exitCode = 1;
    });
  }
}
