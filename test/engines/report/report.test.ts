import { expect, it } from 'vitest';
import { type EngineResult, hasFailed } from '#engines/core/results.ts';
import { withVersions } from '#engines/report/document.ts';
import { awsLines, details, resultTable } from '#engines/report/table.ts';

const PASSED: EngineResult = {
  engine: 'spark-4',
  seconds: 61.4,
  status: 'ran',
  version: 'Spark 4.3.0',
  checks: [
    { check: 'views', passed: '4 views, 10 rows', failures: [], notRun: [] },
    { check: 'odd', passed: '3 of 3', failures: [], notRun: ['A limit. (a, b)'] },
  ],
};
const FAILED: EngineResult = {
  ...PASSED,
  engine: 'trino',
  checks: [{ check: 'views', passed: '1 views, 2 rows', failures: ['page, tickets: 1 rows'], notRun: [] }],
};
const SKIPPED: EngineResult = { engine: 'fakesnow', seconds: 0, status: 'skipped', reason: 'no Python' };
const BROKEN: EngineResult = { engine: 'clickhouse', seconds: 1, status: 'broken', reason: 'it ended' };

it('the table has a row per engine and a column per check', () => {
  expect(resultTable([PASSED, FAILED, SKIPPED]).split('\n')).toEqual([
    'engine    version      views equal DuckDB    odd lakes   docs examples  compaction  time',
    'spark-4   Spark 4.3.0  ok: 4 views, 10 rows  ok: 3 of 3  –              –           61 s',
    'trino     Spark 4.3.0  FAILED: 1             –           –              –           61 s',
    'fakesnow  skipped      –                     –           –              –           0 s',
  ]);
});

it('the details name failures, limits, and why an engine did not run', () => {
  expect(details([PASSED, FAILED, SKIPPED, BROKEN])).toEqual([
    'spark-4: odd lakes: not run: A limit. (a, b)',
    'trino: views equal DuckDB: FAILED: page, tickets: 1 rows',
    'fakesnow: skipped: no Python',
    'clickhouse: broken: it ended',
  ]);
});

it('a failed check and an engine that ended early fail the command, a skipped engine does not', () => {
  expect([PASSED, FAILED, SKIPPED, BROKEN].map(hasFailed)).toEqual([false, true, false, true]);
});

const PAGE = 'before\n\n<!-- engines: versions -->\n\nNot recorded yet.\n\n<!-- /engines -->\n\nafter\n';

it('the documentation gets a row per engine that ran, and keeps the rows of those that did not run now', () => {
  const first = withVersions(PAGE, [PASSED, SKIPPED], new Date('2026-11-27T10:00:00Z'));
  const row = '| `spark-4` | Spark 4.3.0 | 2026-11-27 | equal to DuckDB: 4 views, 10 rows; odd lakes: 3 of 3 |';
  expect(first).toBe(
    `before\n\n<!-- engines: versions -->\n\n| engine | version | tested on | checks |\n| --- | --- | --- | --- |\n${row}\n\n<!-- /engines -->\n\nafter\n`,
  );
  const second = withVersions(first, [{ ...PASSED, engine: 'duckdb-2.0' }], new Date('2026-12-01T10:00:00Z'));
  expect(second).toContain(row);
  expect(second).toContain('| `duckdb-2.0` | Spark 4.3.0 | 2026-12-01 |');
});

it('a page without a place for the table is refused', () => {
  expect(() => withVersions('nothing', [PASSED], new Date())).toThrow('has no <!-- engines: versions -->');
});

it('the lines of the checks against emulators of AWS name failures and everything that was not run', () => {
  expect(
    awsLines([
      { name: 'races', passed: '50 races', failures: [] },
      { name: 'command line', passed: '', failures: ['run: exit code 1 instead of 0', 'a gap'], notRun: ['Lambda'] },
    ]),
  ).toEqual([
    'ok      races: 50 races',
    'FAILED  command line: run: exit code 1 instead of 0; a gap',
    'not run: command line: Lambda',
  ]);
});
