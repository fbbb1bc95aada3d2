import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, manifest.bin['zendesk-lake']);

/** Starts the program as npx does. */
const start = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(MAIN, args, {
    env: { PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`, AWS_CONFIG_FILE: '/dev/null' },
  });

it('the package executable starts and prints its help', async () => {
  await access(MAIN, constants.X_OK);
  expect(await readFile(MAIN, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(await start('--help')).toMatchObject({ stderr: '', stdout: expect.stringContaining('Usage: zendesk-lake') });
});

it('the process ends with the exit code of the command', async () => {
  await expect(start('status', '--json')).rejects.toMatchObject({
    code: 2,
    stdout: expect.stringContaining('"exitCode": 2'),
    stderr: '',
  });
});
