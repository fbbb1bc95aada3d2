import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The exit codes that a shell expects after these signals. */
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Creates a folder that is removed at the end of this process, also after Ctrl-C. */
export function createTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zendesk-lake-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(SIGNAL_EXIT_CODES.SIGINT));
  process.once('SIGTERM', () => process.exit(SIGNAL_EXIT_CODES.SIGTERM));
  return folder;
}
