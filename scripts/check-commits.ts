/**
 * Checks commit subjects against Conventional Commits.
 * `node scripts/check-commits.ts --file <message>` checks one message, `node scripts/check-commits.ts <a>..<b>` a range.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const TYPES = ['build', 'chore', 'ci', 'docs', 'feat', 'fix', 'perf', 'refactor', 'revert', 'style', 'test'];
const SUBJECT = new RegExp(`^(${TYPES.join('|')})(\\([a-z0-9-]+\\))?!?: \\S`);

/** Git writes these itself. A commit that is to be squashed has another subject in the end. */
const WRITTEN_BY_GIT = /^(Merge |Revert "|(fixup|squash|amend)! )/;

/** Git cuts longer subjects off in most views. */
const MOST_CHARACTERS = 100;

/**
 * Returns the problem of a commit's subject, or `undefined` if it is valid.
 *
 * @see https://www.conventionalcommits.org/en/v1.0.0/
 */
export function findSubjectProblem(subject: string): string | undefined {
  if (WRITTEN_BY_GIT.test(subject)) return undefined;
  if (!SUBJECT.test(subject)) {
    return `expected "type(scope): subject" with one of the types ${TYPES.join(', ')}; the scope is optional`;
  }
  if (subject.length > MOST_CHARACTERS) return `expected at most ${MOST_CHARACTERS} characters, got ${subject.length}`;
  return subject.endsWith('.') ? 'expected no period at the end' : undefined;
}

function readSubjects([option, path]: readonly string[]): string[] {
  if (option === '--file' && path !== undefined) {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).slice(0, 1);
  }
  if (option === undefined || !option.includes('..')) {
    throw new Error('usage: node scripts/check-commits.ts --file <message> | <from>..<to>');
  }
  const log = execFileSync('git', ['log', '--no-merges', '--format=%s', option], { encoding: 'utf8' });
  return log.split('\n').filter((subject) => subject !== '');
}

if (import.meta.main) {
  for (const subject of readSubjects(process.argv.slice(2))) {
    const problem = findSubjectProblem(subject);
    if (problem === undefined) continue;
    console.error(`Invalid commit subject "${subject}": ${problem}.`);
    process.exitCode = 1;
  }
}
