import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestName } from '#catalog/dataset.ts';
import { INCREMENTAL_DATASETS } from '#catalog/datasets.ts';
import { icebergTable, mergeIntoIceberg } from '#catalog/iceberg.ts';
import { recordColumns } from '#catalog/record-columns.ts';
import type { Fields } from '#engines/record-lakes/values.ts';
import { writeRecordLakes } from '#engines/record-lakes/write.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { copiesOf, lastCopies, rowOf } from '../support/catalog/expected-rows.ts';
import { plainRow } from '../support/catalog/plain-row.ts';

const FOLDER = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
const LAKES = await writeRecordLakes(FOLDER);
afterAll(() => rm(FOLDER, { recursive: true, force: true }));

const byKey = (rows: readonly Fields[]): Fields[] =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe.each(LAKES)('the views over made-up records of every dataset, $layout', (lake) => {
  let tables: Database;
  beforeAll(async () => {
    tables = await openTables(lake.path, lake.layout);
    return () => tables.close();
  });

  const rowsIn = async (view: string): Promise<Fields[]> => byKey((await tables.rows(`FROM "${view}"`)).map(plainRow));

  it.each(INCREMENTAL_DATASETS.map((dataset) => ({ name: latestName(dataset), dataset })))(
    '$name has every record once, in its latest version as last read',
    async ({ name, dataset }) => {
      const columns = recordColumns(dataset);
      const expected = lastCopies(copiesOf(dataset, lake), [dataset.key], dataset.versionKey);
      expect(expected).toHaveLength(7);
      expect(await rowsIn(name)).toEqual(byKey(expected.map((copy) => rowOf(copy, columns, dataset))));
    },
  );

  it.each(INCREMENTAL_DATASETS.filter(({ isEvent }) => !isEvent))(
    '$name has every version once, as last read',
    async (dataset) => {
      const columns = recordColumns(dataset);
      const expected = lastCopies(copiesOf(dataset, lake), [dataset.key, dataset.versionKey], dataset.versionKey);
      expect(expected).toHaveLength(10);
      expect(await rowsIn(dataset.name)).toEqual(byKey(expected.map((copy) => rowOf(copy, columns, dataset))));
    },
  );

  const sideloads = INCREMENTAL_DATASETS.flatMap((dataset) =>
    Object.entries(dataset.sideloads).map(([member, kind]) => ({
      name: `${dataset.name}_${member}`,
      dataset,
      member,
      kind,
    })),
  );

  it.each(sideloads)(
    '$name has every sideloaded record once, as last read',
    async ({ name, dataset, member, kind }) => {
      const [first, ...rest] = recordColumns(dataset);
      const columns = [...(first === undefined ? [] : [first]), ...kind.columns, ...rest.slice(-2)];
      const expected = lastCopies(copiesOf(dataset, lake, member), [kind.key]);
      expect(expected).toHaveLength(7);
      expect(await rowsIn(name)).toEqual(byKey(expected.map((copy) => rowOf(copy, columns))));
    },
  );

  it.each(INCREMENTAL_DATASETS)('the MERGE of $name changes only records that have a newer copy', async (dataset) => {
    const [latest, copy, merge] = [latestName(dataset), icebergTable(dataset), mergeIntoIceberg(dataset)];
    await tables.run(`CREATE TABLE ${copy} AS FROM ${latest} WHERE false`);
    const mergedAfter = async (change: string): Promise<unknown> => {
      await tables.run(change);
      const [merged] = await tables.rows(merge);
      expect(await tables.rows(`FROM ${latest} EXCEPT FROM ${copy}`)).toEqual([]);
      expect(await tables.rows(`FROM ${copy} EXCEPT FROM ${latest}`)).toEqual([]);
      return merged?.['Count'];
    };
    expect(await mergedAfter('SELECT 1')).toBe(7n);
    expect(await mergedAfter('SELECT 1')).toBe(0n);
    expect(await mergedAfter(`UPDATE ${copy} SET "${dataset.versionKey}" = NULL WHERE "${dataset.key}" > 4`)).toBe(2n);
    expect(await mergedAfter(`UPDATE ${copy} SET landed_at = landed_at - INTERVAL 1 SECOND`)).toBe(7n);
    expect(await mergedAfter(`UPDATE ${copy} SET landed_in = ''`)).toBe(7n);
  });

  it('malformed counts the record without a readable key in each dataset', async () => {
    const expected = INCREMENTAL_DATASETS.flatMap((dataset) =>
      copiesOf(dataset, lake)
        .filter(({ fields }) => fields[dataset.key] === 'unreadable')
        .map(({ subdomain, path }) => ({ subdomain, landed_in: path, passed_over: 1 })),
    );
    expect(expected).toHaveLength(INCREMENTAL_DATASETS.length);
    expect(await rowsIn('malformed')).toEqual(byKey(expected));
  });
});
