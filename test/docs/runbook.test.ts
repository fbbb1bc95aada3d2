import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** The texts in the first column of the table of errors of `credentials`. */
function quotedErrors(): string[] {
  const section =
    readFileSync('docs/runbook.md', 'utf8').split('\n## Rotate credentials\n')[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, text = '']) => text);
}

it('docs/runbook.md quotes errors of the credentials command as it prints them', () => {
  const sources = [...globSync('cli/**/*.ts'), 'functions/export/zendesk/secret.ts'];
  const code = sources.map((path) => readFileSync(path, 'utf8')).join('\n');
  const parts = quotedErrors().flatMap((text) => text.split('…').map((part) => part.trim()));
  expect(parts.length).toBeGreaterThan(8);
  expect(parts.filter((part) => !code.includes(part))).toEqual([]);
});
