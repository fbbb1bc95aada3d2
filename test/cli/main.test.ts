import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, manifest.bin['zendesk-lake']);

/** Starts the executable file of the package. */
const start = (...args: string[]) =>
  spawnSync(MAIN, args, {
    encoding: 'utf8',
    env: { PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`, AWS_CONFIG_FILE: '/dev/null' },
  });

it('the package executable starts and prints its help', () => {
  accessSync(MAIN, constants.X_OK);
  expect(readFileSync(MAIN, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(start('--help')).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringContaining('Usage: node cli [options]'),
  });
});

it('the process ends with the exit code of the command', () => {
  expect(start('status', '--json')).toMatchObject({
    status: 2,
    stderr: '',
    stdout: expect.stringContaining('"exitCode": 2'),
  });
});

it('the command line ends without an error if the reader of its output has closed the pipe', () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', 'set -o pipefail; "$0" cli/index.js --help | true', process.execPath],
    {
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
