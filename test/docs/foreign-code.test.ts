import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };

/** Runs a package of the registry if it is not installed. */
const RUNNER = /(?:\bnpx|\bnpm exec|\bpnpm dlx|\byarn dlx|\bbunx)\s+(?:-\S+\s+)*(@?[\w./-]+)/g;

/** The files under version control that contain text for people or programs. */
const listTexts = (): string[] =>
  execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
    .split('\0')
    .filter((path) => /\.(ts|mjs|js|md|ya?ml|json|jsonc)$|^\.ci\//.test(path))
    .filter((path) => path !== 'package-lock.json' && !path.startsWith('test/docs/foreign-code'));

/** Finds the packages that a text runs with npx or a similar program. */
const findRun = (text: string): string[] => [...text.matchAll(RUNNER)].map(([, name = '']) => name);

describe('texts', () => {
  it.each(['npx zendesk-lake status', 'npx --yes zendesk-lake', 'npm exec zendesk-lake', 'bunx zendesk-lake'])(
    'are searched for every way to run a package of the registry: %s',
    (text) => expect(findRun(text)).toEqual(['zendesk-lake']),
  );

  it('name no command that runs a package of the registry which npm ci does not install', () => {
    const installed: Readonly<Record<string, string>> = {
      ...manifest.dependencies,
      ...manifest.devDependencies,
      // The executable of aws-cdk. The package of this name also belongs to AWS.
      cdk: manifest.dependencies['aws-cdk'],
    };
    const run = listTexts().flatMap((path) => findRun(readFileSync(path, 'utf8')).map((name) => `${path}: ${name}`));
    expect(run.length).toBeGreaterThan(10);
    expect(run.filter((each) => installed[each.split(': ')[1] ?? ''] === undefined)).toEqual([]);
  });
});

it('the CDK app starts with files of the repository and installed packages only', () => {
  expect(cdk.app).toMatch(/^node /);
  expect(findRun(cdk.app)).toEqual([]);
});
