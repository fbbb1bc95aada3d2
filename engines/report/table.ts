import type { AwsCheck } from '../aws/checks.ts';
import { CHECKS, type CheckName, type EngineResult } from '../core/results.ts';

const NAMES = Object.keys(CHECKS).filter((name): name is CheckName => name in CHECKS);

/** The table engine × check, in columns of equal width. */
export function resultTable(results: readonly EngineResult[]): string {
  const rows = [
    ['engine', 'version', ...NAMES.map((name) => CHECKS[name]), 'time'],
    ...results.map((result) => [result.engine, ...cells(result), `${Math.round(result.seconds)} s`]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells(result: EngineResult): string[] {
  if (result.status !== 'ran') return [result.status, ...NAMES.map(() => '–')];
  return [
    result.version,
    ...NAMES.map((name) => {
      const check = result.checks.find((each) => each.check === name);
      if (check === undefined) return '–';
      return check.failures.length === 0 ? `ok: ${check.passed}` : `FAILED: ${check.failures.length}`;
    }),
  ];
}

/** A line per skipped engine, per failure, and per question that could not be asked. */
export function details(results: readonly EngineResult[]): string[] {
  return results.flatMap((result) => {
    if (result.status !== 'ran') return [`${result.engine}: ${result.status}: ${result.reason}`];
    return result.checks.flatMap(({ check, failures, notRun }) => [
      ...failures.map((failure) => `${result.engine}: ${CHECKS[check]}: FAILED: ${failure}`),
      ...notRun.map((text) => `${result.engine}: ${CHECKS[check]}: not run: ${text}`),
    ]);
  });
}

/** A line per check against emulators of AWS with its failures, and one for everything that was not run. */
export const awsLines = (checks: readonly AwsCheck[]): string[] => [
  ...checks.map(({ name, passed, failures }) =>
    failures.length === 0 ? `ok      ${name}: ${passed}` : `FAILED  ${name}: ${failures.join('; ')}`,
  ),
  ...checks.flatMap(({ name, notRun = [] }) => notRun.map((text) => `not run: ${name}: ${text}`)),
];
