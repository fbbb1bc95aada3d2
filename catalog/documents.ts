import type { Column } from './column.ts';
import { duckdbScript } from './duckdb.ts';
import { createSnapshot } from './iceberg.ts';
import { LAYOUTS, type Layout } from './layout.ts';
import { SIDELOADS } from './sideloads.ts';
import { snowflakeLatest } from './snowflake.ts';
import { sparkLatest, sparkSchema } from './spark.ts';
import { TICKET_COLUMNS } from './tickets.ts';
import { latestTickets } from './views.ts';

/** What the documentation has from the schema: names of files below docs/query, and their contents. */
export function documents(): ReadonlyMap<string, string> {
  const perLayout = LAYOUTS.flatMap((layout): [string, string][] => [
    [`duckdb-${layout}.sql`, duckdbDocument(layout)],
    [`spark-${layout}.ddl`, `${sparkSchema(layout)}\n`],
    [`spark-${layout}.sql`, `${WRITTEN}${sparkLatest(layout)};\n`],
    [`snowflake-${layout}.sql`, `${WRITTEN}${snowflakeLatest(layout)};\n`],
  ]);
  const snapshot = createSnapshot({ latest: latestTickets('page'), location: 's3://BUCKET/FOLDER/' }, 'tickets_today');
  return new Map([
    ...perLayout,
    ['athena-snapshot.sql', `${WRITTEN}${snapshot};\n`],
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

function columnsDocument(): string {
  const sideloads = Object.entries(SIDELOADS).map(
    ([member, columns]) => `## tickets_${member}\n\nWith \`include\` of \`${member}\`.\n\n${tableOf(columns)}`,
  );
  return `# Columns

Written by \`npm run docs\` from the schema in \`catalog/\`. Fields that Zendesk adds later land too: they are in the objects, and become columns when they are added there.

## tickets, tickets_latest

${tableOf(TICKET_COLUMNS)}

${sideloads.join('\n\n')}
`;
}

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
