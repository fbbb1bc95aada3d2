import { type IncrementalDataset, latestName } from '#catalog/dataset.ts';
import { INCREMENTAL_DATASETS } from '#catalog/datasets.ts';
import { icebergTable, mergeIntoIceberg } from '#catalog/iceberg.ts';
import { quoted } from '#catalog/sql.ts';
import { recordColumns } from '#catalog/record-columns.ts';
import { attempt, type References } from '../core/check-views.ts';
import { substitute } from '../core/docs.ts';
import type { Progress } from '../core/engine.ts';
import { latestIn, wrongLatest } from '../core/latest.ts';
import type { CheckResult } from '../core/results.ts';
import type { Lake, Table } from '../core/session.ts';
import type { TrinoSession } from './engine.ts';

/** Athena has both catalogs in one. */
const tableOf = (dataset: IncrementalDataset): string => `iceberg.compacted."${icebergTable(dataset)}"`;

type Step = {
  readonly name: string;
  /** What happens to rows of the copy before the merge: it has to change just these. Nothing for none. */
  readonly before?: string;
};

const FIRST_MERGE = 'a first merge';

/** The merges into the copy of a dataset, in order. */
function stepsFor(dataset: IncrementalDataset): readonly Step[] {
  const { columns, key, versionKey, deletion } = dataset;
  const table = tableOf(dataset);
  const version = quoted(versionKey);
  const text = columns.find(({ name, type }) => type === 'text' && name !== key)?.name ?? '';
  const spoiled = `${quoted(text)} = 'old'`;
  const isInstant = columns.find(({ name }) => name === versionKey)?.type === 'instant';
  const older = `${version} = ${version} - ${isInstant ? "INTERVAL '1' SECOND" : '1'}`;
  const some = `${quoted(key)} % 3 = 0`;
  return [
    { name: FIRST_MERGE },
    { name: 'a merge without news' },
    { name: 'a merge of newer versions', before: `UPDATE ${table} SET ${older}, ${spoiled} WHERE ${some}` },
    {
      name: 'a merge of copies written later',
      before: `UPDATE ${table} SET landed_at = landed_at - INTERVAL '1' SECOND, ${spoiled} WHERE ${some}`,
    },
    {
      name: 'a merge of copies written in the same second',
      before: `UPDATE ${table} SET landed_in = '', ${spoiled} WHERE ${some}`,
    },
    {
      name: 'a merge over versions that are NULL',
      before: `UPDATE ${table} SET ${version} = NULL, ${spoiled} WHERE ${some}`,
    },
    ...(deletion === undefined
      ? []
      : [
          {
            name: 'a merge of deletions',
            before: `UPDATE ${table} SET ${older}, is_deleted = false WHERE is_deleted`,
          },
        ]),
    { name: 'a merge of missing rows', before: `DELETE FROM ${table} WHERE ${some}` },
  ];
}

/** Runs the compaction's MERGE of each dataset on Trino's Iceberg tables, over the first lake that has its records. */
export async function checkCompaction(
  session: TrinoSession,
  references: References,
  progress: Progress,
): Promise<CheckResult> {
  const failures: string[] = [];
  let steps = 0;
  let right = 0;
  for (const dataset of INCREMENTAL_DATASETS) {
    const [lake, tables] = findLake(references, dataset);
    await session.open(lake);
    failures.push(...(await attempt(`an empty table of ${dataset.name}`, () => createTable(session, dataset))));
    for (const step of stepsFor(dataset)) {
      progress(`compaction, ${dataset.name}, ${step.name}`);
      const found = await attempt(`${dataset.name}, ${step.name}`, () => runStep(session, dataset, step, lake, tables));
      failures.push(...found);
      steps += 1;
      right += found.length === 0 ? 1 : 0;
    }
  }
  return {
    check: 'compaction',
    passed: `${right} of ${steps} merges`,
    failures,
    notRun: ["CREATE TABLE, OPTIMIZE and VACUUM are Athena's own statements"],
  };
}

/** @throws Error if there is none */
function findLake(references: References, dataset: IncrementalDataset): [Lake, ReadonlyMap<string, Table>] {
  const found = [...references].find(([, tables]) => latestIn(tables, dataset).rows.length > 0);
  if (found === undefined) throw new Error(`no lake has ${dataset.name}`);
  return found;
}

/** The columns of Athena's table. Trino's Iceberg has timestamps of microseconds only. */
async function createTable(session: TrinoSession, dataset: IncrementalDataset): Promise<void> {
  const table = tableOf(dataset);
  await session.run("CREATE SCHEMA IF NOT EXISTS iceberg.compacted WITH (location = 's3://lake/compacted/')");
  await session.run(`DROP TABLE IF EXISTS ${table}`);
  const columns = recordColumns(dataset).map(({ name, type }) =>
    type === 'instant' ? `CAST("${name}" AS timestamp(6)) AS "${name}"` : `"${name}"`,
  );
  const empty = `SELECT ${columns.join(', ')} FROM "${latestName(dataset)}" WHERE false`;
  await session.run(`CREATE TABLE ${table} WITH (partitioning = ARRAY['subdomain']) AS ${empty}`);
}

async function runStep(
  session: TrinoSession,
  dataset: IncrementalDataset,
  { name, before }: Step,
  lake: Lake,
  tables: ReadonlyMap<string, Table>,
): Promise<string[]> {
  const touched = before === undefined ? 0 : (await session.run(before)).updateCount;
  if (before !== undefined && touched === 0) throw new Error('no row to begin with');
  const merge = substitute(mergeIntoIceberg(dataset), { [`"${icebergTable(dataset)}"`]: tableOf(dataset) });
  const { updateCount } = await session.run(merge);
  const wanted = name === FIRST_MERGE ? latestIn(tables, dataset).rows.length : touched;
  return [
    ...(updateCount === wanted ? [] : [`changes ${updateCount} rows instead of ${wanted}`]),
    ...wrongLatest(tables, lake, await session.run(`SELECT * FROM ${tableOf(dataset)}`), dataset),
  ];
}
