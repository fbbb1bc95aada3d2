import type { Check } from '../core/checks.ts';
import { type Style, table } from './style.ts';
import { wrap } from './wrap.ts';

/** Formats checks as a table, followed by their fixes. */
export function renderChecks(style: Style, checks: readonly Check[]): string[] {
  const marks = { ok: style.green('✔'), failed: style.red('✘'), unknown: style.yellow('?'), unavailable: '–' };
  const rows = checks.map(({ state, name, detail }) => [`${marks[state]} ${name}`, detail]);
  const fixes = Map.groupBy(
    checks.filter(({ fix }) => fix !== undefined),
    ({ fix }) => fix,
  );
  return [
    table(style, [], rows),
    ...[...fixes].map(([fix, each]) => wrap(`${each.map(({ name }) => name).join(', ')}: ${fix}`)),
  ];
}
