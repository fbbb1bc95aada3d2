import { describe, expect, it } from 'vitest';
import { athenaViews } from '#catalog/athena.ts';
import { latestName } from '#catalog/dataset.ts';
import { ALL_DATASETS, DATASETS, INCREMENTAL_DATASETS } from '#catalog/datasets.ts';
import {
  compactedViews,
  createDerivedTable,
  createIcebergTable,
  createSnapshot,
  mergeDerivedView,
  mergeIntoIceberg,
  optimizeIceberg,
  vacuumIceberg,
} from '#catalog/iceberg.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import { trinoErrors } from '../support/catalog/trino-grammar.ts';

const dataset = DATASETS.tickets;
const compaction = { dataset, database: 'zendesk_lake', location: 's3://lake/folder/' } as const;

/** A few columns are enough to show the statement. */
const small = {
  ...dataset,
  columns: dataset.columns.filter(({ name }) => ['id', 'due_at', 'tags', 'via'].includes(name)),
};

it.each(LAYOUTS)('the layout %s has the views of every dataset', (layout) => {
  const names = athenaViews(layout, ALL_DATASETS).map(({ name }) => name);
  expect(names).toContain('malformed');
  for (const dataset of ALL_DATASETS) {
    expect(names).toEqual(expect.arrayContaining([dataset.name, latestName(dataset)]));
  }
});

describe('Trino SQL', () => {
  it.each(LAYOUTS.flatMap((layout) => athenaViews(layout, ALL_DATASETS).map((view) => ({ layout, ...view }))))(
    'a Trino grammar accepts the view $name over $layout',
    ({ sql }) => {
      expect(trinoErrors(sql)).toEqual([]);
    },
  );

  it.each(INCREMENTAL_DATASETS)('a Trino grammar accepts the MERGE of $name', (dataset) => {
    expect(trinoErrors(mergeIntoIceberg(dataset))).toEqual([]);
  });

  it.each(compactedViews(ALL_DATASETS))('a Trino grammar accepts the MERGE of the view $name', (view) => {
    expect(trinoErrors(mergeDerivedView(view))).toEqual([]);
  });

  it.each(ALL_DATASETS)('a Trino grammar accepts the CTAS of $name', (dataset) => {
    expect(trinoErrors(createSnapshot({ ...compaction, dataset }, 'today'))).toEqual([]);
  });

  it('a Trino grammar rejects invalid SQL', () => {
    expect(trinoErrors('SELECT "id" FROM FROM "tickets_raw"')).not.toEqual([]);
    expect(trinoErrors(mergeIntoIceberg(dataset).replace('WHEN NOT MATCHED', 'WHEN UNMATCHED'))).not.toEqual([]);
  });
});

describe("Athena's own statements, which Trino does not have", () => {
  // After https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html
  it('creates the compacted table', () => {
    expect(createIcebergTable({ ...compaction, dataset: small }))
      .toBe(`CREATE TABLE IF NOT EXISTS \`zendesk_lake\`.\`tickets_iceberg\` (
\`subdomain\` string, \`id\` bigint, \`via\` string, \`due_at\` timestamp, \`tags\` array<string>, \`is_deleted\` boolean, \`landed_at\` timestamp, \`landed_in\` string
)
PARTITIONED BY (\`subdomain\`)
LOCATION 's3://lake/folder/'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd')`);
  });

  it('creates the compacted table of a view', () => {
    const [view] = compactedViews(ALL_DATASETS);
    expect(view === undefined ? '' : createDerivedTable(view, compaction)).toContain(
      'EXISTS `zendesk_lake`.`ticket_comments_iceberg` (\n`subdomain` string, `id` bigint, `ticket_id` bigint,',
    );
  });

  // After https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-data-optimization.html
  it('optimizes and vacuums the compacted table', () => {
    expect(optimizeIceberg(dataset)).toBe('OPTIMIZE tickets_iceberg REWRITE DATA USING BIN_PACK');
    expect(vacuumIceberg(dataset)).toBe('VACUUM tickets_iceberg');
  });
});
