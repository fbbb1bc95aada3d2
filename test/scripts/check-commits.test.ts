import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findSubjectProblem } from '#scripts/check-commits.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-commits-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'check-commits.ts');

const checkMessage = (message: string) => {
  const file = join(folder, 'COMMIT_EDITMSG');
  writeFileSync(file, message);
  return spawnSync('node', [SCRIPT, '--file', file], { encoding: 'utf8' });
};

describe('findSubjectProblem', () => {
  it.each([
    'feat: export users',
    'fix(cli): explain a missing secret',
    'refactor(export)!: rename the attributes',
    "Merge branch 'main' into users",
    'Revert "feat: export users"',
    'fixup! feat: export users',
  ])('accepts "%s"', (subject) => {
    expect(findSubjectProblem(subject)).toBeUndefined();
  });

  it.each([
    ['Export users', 'type(scope): subject'],
    ['feature: export users', 'type(scope): subject'],
    ['feat(Export Users): add them', 'type(scope): subject'],
    ['feat:export users', 'type(scope): subject'],
    ['feat: ', 'type(scope): subject'],
    ['feat: export users.', 'no period'],
    [`feat: ${'x'.repeat(95)}`, 'at most 100 characters, got 101'],
  ])('refuses "%s"', (subject, problem) => {
    expect(findSubjectProblem(subject)).toContain(problem);
  });
});

describe('check-commits', () => {
  it('exits with 0 for a valid message, whatever its body says', () => {
    expect(checkMessage('\n# a comment\nfix: export users\n\nWhy it matters.\n')).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('exits with 1 and names the subject of an invalid message', () => {
    const { status, stderr } = checkMessage('Export users\n');
    expect(status).toBe(1);
    expect(stderr).toContain('Invalid commit subject "Export users": expected "type(scope): subject"');
  });

  it('exits with 1 without a message or a range', () => {
    const { status, stderr } = spawnSync('node', [SCRIPT], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('usage:');
  });
});
