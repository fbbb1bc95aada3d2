import { describe, expect, it } from 'vitest';
import {
  createIcebergTable,
  createSnapshot,
  mergeIntoIceberg,
  optimizeIceberg,
  vacuumIceberg,
} from '#catalog/iceberg.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import { latestTickets, type View, viewsOf } from '#catalog/views.ts';
import { trinoErrors } from '../support/catalog/trino-grammar.ts';

const compaction = { database: 'zendesk_lake', location: 's3://lake/folder/', latest: latestTickets('page') };

/** The statements' shape can be read off three columns as well as off sixty. */
const small: View = {
  ...compaction.latest,
  columns: compaction.latest.columns.filter(({ name }) => ['subdomain', 'id', 'due_at', 'tags', 'via'].includes(name)),
};

describe('a grammar of Trino', () => {
  it.each(LAYOUTS.flatMap((layout) => viewsOf(layout).map((view) => ({ layout, ...view }))))(
    'takes the view $name over $layout',
    ({ sql }) => {
      expect(trinoErrors(sql)).toEqual([]);
    },
  );

  it('takes the MERGE and the CTAS', () => {
    expect(trinoErrors(mergeIntoIceberg(compaction.latest))).toEqual([]);
    expect(trinoErrors(createSnapshot(compaction, 'tickets_today'))).toEqual([]);
  });

  it('refuses what is no SQL', () => {
    expect(trinoErrors('SELECT "id" FROM FROM "tickets_raw"')).not.toEqual([]);
    expect(trinoErrors(mergeIntoIceberg(compaction.latest).replace('WHEN NOT MATCHED', 'WHEN UNMATCHED'))).not.toEqual(
      [],
    );
  });
});

describe("Athena's own statements, which no grammar of Trino knows", () => {
  // After https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html
  it('create the compacted table', () => {
    expect(createIcebergTable({ ...compaction, latest: small }))
      .toBe(`CREATE TABLE IF NOT EXISTS \`zendesk_lake\`.\`tickets_iceberg\` (
  \`subdomain\` string,
  \`id\` bigint,
  \`via\` string,
  \`due_at\` timestamp,
  \`tags\` array<string>
)
PARTITIONED BY (\`subdomain\`)
LOCATION 's3://lake/folder/'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd')`);
  });

  // After https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-data-optimization.html
  it('keep it small', () => {
    expect(optimizeIceberg()).toBe('OPTIMIZE tickets_iceberg REWRITE DATA USING BIN_PACK');
    expect(vacuumIceberg()).toBe('VACUUM tickets_iceberg');
  });
});
