import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('Git writes every text file with LF, also with core.autocrlf, so that generated files equal the checkout', () => {
  const cwd = join(import.meta.dirname, '..');
  const lines = execFileSync('git', ['ls-files', '--eol'], { cwd, encoding: 'utf8' }).trim().split('\n');
  expect(lines.length).toBeGreaterThan(1000);
  // Git applies the attribute eol whatever its configuration says.
  expect(lines.filter((line) => !/^i\/(lf|none) +w\/\S* +attr\/text=auto eol=lf\s/.test(line))).toEqual([]);
});
