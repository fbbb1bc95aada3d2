import { DATASETS } from '#catalog/datasets.ts';
import { icebergTable, mergeIntoIceberg } from '#catalog/iceberg.ts';
import { recordColumns } from '#catalog/views.ts';
import { attempt, type References } from '../core/check-views.ts';
import { substitute } from '../core/docs.ts';
import type { Progress } from '../core/engine.ts';
import { latestIn, wrongLatest } from '../core/latest.ts';
import type { CheckResult } from '../core/results.ts';
import type { Lake, Table } from '../core/session.ts';
import type { TrinoSession } from './engine.ts';

const DATASET = DATASETS.tickets;
/** Athena has both catalogs in one. */
const TABLE = `iceberg.compacted."${icebergTable(DATASET)}"`;

type Step = {
  readonly name: string;
  /** What happens to rows of the copy before the merge: it has to change just these. Nothing for none. */
  readonly before?: string;
};

/** Some of the rows. */
const SOME = '"id" % 3 = 0';

const FIRST_MERGE = 'a first merge';

const STEPS: readonly Step[] = [
  { name: FIRST_MERGE },
  { name: 'a merge without news' },
  {
    name: 'a merge of newer versions',
    before: `UPDATE ${TABLE} SET generated_timestamp = generated_timestamp - 1, subject = 'old' WHERE ${SOME}`,
  },
  {
    name: 'a merge of copies written later',
    before: `UPDATE ${TABLE} SET landed_at = landed_at - INTERVAL '1' SECOND, subject = 'old' WHERE ${SOME}`,
  },
  {
    name: 'a merge of copies written in the same second',
    before: `UPDATE ${TABLE} SET landed_in = '', subject = 'old' WHERE ${SOME}`,
  },
  {
    name: 'a merge over versions that are NULL',
    before: `UPDATE ${TABLE} SET generated_timestamp = NULL, subject = 'old' WHERE ${SOME}`,
  },
  {
    name: 'a merge of deletions',
    before: `UPDATE ${TABLE} SET generated_timestamp = generated_timestamp - 1, status = 'open', is_deleted = false WHERE is_deleted`,
  },
  { name: 'a merge of missing rows', before: `DELETE FROM ${TABLE} WHERE ${SOME}` },
];

/** Runs the compaction's MERGE on Trino's Iceberg tables, over one lake. */
export async function checkCompaction(
  session: TrinoSession,
  references: References,
  progress: Progress,
): Promise<CheckResult> {
  const failures: string[] = [];
  let right = 0;
  const [first] = references;
  if (first === undefined) throw new Error('there is no lake');
  const [lake, tables] = first;
  await session.open(lake);
  failures.push(...(await attempt('an empty table', () => createTable(session))));
  for (const step of STEPS) {
    progress(`compaction, ${step.name}`);
    const found = await attempt(step.name, () => runStep(session, step, lake, tables));
    failures.push(...found);
    right += found.length === 0 ? 1 : 0;
  }
  return {
    check: 'compaction',
    passed: `${right} of ${STEPS.length} merges`,
    failures,
    notRun: ["CREATE TABLE, OPTIMIZE and VACUUM are Athena's own statements"],
  };
}

/** The columns of Athena's table. Trino's Iceberg has timestamps of microseconds only. */
async function createTable(session: TrinoSession): Promise<void> {
  await session.run("CREATE SCHEMA IF NOT EXISTS iceberg.compacted WITH (location = 's3://lake/compacted/')");
  await session.run(`DROP TABLE IF EXISTS ${TABLE}`);
  const columns = recordColumns(DATASET).map(({ name, type }) =>
    type === 'instant' ? `CAST("${name}" AS timestamp(6)) AS "${name}"` : `"${name}"`,
  );
  const empty = `SELECT ${columns.join(', ')} FROM "tickets_latest" WHERE false`;
  await session.run(`CREATE TABLE ${TABLE} WITH (partitioning = ARRAY['subdomain']) AS ${empty}`);
}

async function runStep(
  session: TrinoSession,
  { name, before }: Step,
  lake: Lake,
  tables: ReadonlyMap<string, Table>,
): Promise<string[]> {
  const touched = before === undefined ? 0 : (await session.run(before)).updateCount;
  if (before !== undefined && touched === 0) throw new Error('no row to begin with');
  const merge = substitute(mergeIntoIceberg(DATASET), { [`"${icebergTable(DATASET)}"`]: TABLE });
  const { updateCount } = await session.run(merge);
  const wanted = name === FIRST_MERGE ? latestIn(tables).rows.length : touched;
  return [
    ...(updateCount === wanted ? [] : [`changes ${updateCount} rows instead of ${wanted}`]),
    ...wrongLatest(tables, lake, await session.run(`SELECT * FROM ${TABLE}`)),
  ];
}
