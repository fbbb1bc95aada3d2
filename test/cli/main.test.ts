import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('the command line ends without an error if the reader of its output has closed the pipe', () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', 'set -o pipefail; "$0" cli/bin.mjs --help | true', process.execPath],
    {
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
