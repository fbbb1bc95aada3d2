import type { Column } from './column.ts';
import { ALL_DATASETS, type Dataset, DATASETS } from './datasets.ts';
import { duckdbScript } from './duckdb.ts';
import { createSnapshot } from './iceberg.ts';
import { LAYOUTS, type Layout } from './layout.ts';
import { snowflakeLatest } from './snowflake.ts';
import { sparkLatest, sparkSchema } from './spark.ts';
import { latestName } from './views.ts';

/** What the documentation has from the schema: names of files below docs/query, and their contents. */
export function documents(): ReadonlyMap<string, string> {
  const { tickets } = DATASETS;
  const perLayout = LAYOUTS.flatMap((layout): [string, string][] => [
    [`duckdb-${layout}.sql`, duckdbDocument(layout)],
    [`spark-${layout}.ddl`, `${sparkSchema(tickets, layout)}\n`],
    [`spark-${layout}.sql`, `${WRITTEN}${sparkLatest(tickets, layout)};\n`],
    [`snowflake-${layout}.sql`, `${WRITTEN}${snowflakeLatest(tickets, layout)};\n`],
  ]);
  const place = { dataset: tickets, layout: 'page', location: 's3://BUCKET/FOLDER/' } as const;
  return new Map([
    ...perLayout,
    ['athena-snapshot.sql', `${WRITTEN}${createSnapshot(place, 'tickets_today')};\n`],
    ['columns.md', columnsDocument()],
  ]);
}

const WRITTEN = '-- Written by `npm run docs`.\n';

const duckdbDocument = (
  layout: Layout,
): string => `${WRITTEN}-- Over another lake: SET VARIABLE lake = 's3://bucket/prefix'; before this script is read.
SET VARIABLE lake = coalesce(getvariable('lake'), '${layout === 'page' ? 'lake/zendesk' : 'lake/zendesk-ndjson'}');

${duckdbScript(layout)}
`;

const columnsDocument = (): string => `# Columns

Written by \`npm run docs\` from the schema in \`catalog/\`. Fields that Zendesk adds later land too: they are in the objects, and become columns when they are added there.

${ALL_DATASETS.flatMap(datasetSections).join('\n\n')}
`;

const datasetSections = (dataset: Dataset): string[] => [
  `## ${dataset.name}, ${latestName(dataset)}\n\n${tableOf(dataset.columns)}`,
  ...Object.entries(dataset.sideloads).map(
    ([member, columns]) => `## ${dataset.name}_${member}\n\nWith \`include\` of \`${member}\`.\n\n${tableOf(columns)}`,
  ),
];

const TYPE_NAMES = {
  bigint: 'bigint',
  boolean: 'boolean',
  text: 'text',
  instant: 'timestamp, UTC',
  json: 'JSON text',
  bigints: 'array of bigint',
  texts: 'array of text',
} as const;

const tableOf = (columns: readonly Column[]): string =>
  [
    '| column | type | meaning |',
    '| --- | --- | --- |',
    ...columns.map(({ name, type, meaning }) => `| \`${name}\` | ${TYPE_NAMES[type]} | ${meaning} |`),
  ].join('\n');
