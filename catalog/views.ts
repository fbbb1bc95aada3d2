import { copiesOf, LANDED_LAST, lastOf } from './copies.ts';
import type { Column } from './column.ts';
import { type Dataset, type IncrementalDataset, isIncremental, latestName } from './dataset.ts';
import { derivedViews } from './derived/derived-views.ts';
import type { Dialect, View } from './dialect.ts';
import { type Layout, type RawTable, rawTablesIn, rawTablesOf, type RecordSet } from './layout.ts';
import { listViews } from './list-views.ts';
import { LANDED, LANDED_IN, recordColumns, SUBDOMAIN } from './record-columns.ts';

const PASSED_OVER: Column = { name: 'passed_over', type: 'bigint', meaning: 'Number of lines or records not read' };

/** The views over the raw tables of some datasets, in an order in which they can be created. */
export const viewsOf = (layout: Layout, dialect: Dialect, datasets: readonly Dataset[]): readonly View[] => [
  ...datasets.flatMap((dataset) => {
    const tables = rawTablesOf(dataset, layout);
    return isIncremental(dataset)
      ? exportViews(dataset, tables, dialect)
      : tables.flatMap((table) => listViews(dataset, table, dialect));
  }),
  ...derivedViews(layout, dialect, datasets),
  malformedView(rawTablesIn(layout, datasets), dialect),
];

const exportViews = (dataset: IncrementalDataset, tables: readonly RawTable[], dialect: Dialect): View[] =>
  tables
    .flatMap(({ sets }) => sets)
    .flatMap((set) => (set.name === dataset.name ? mainViews(dataset, set, dialect) : [sideloadView(set, dialect)]));

function mainViews(dataset: IncrementalDataset, set: RecordSet, dialect: Dialect): View[] {
  const { name, noun, key, versionKey, isEvent, deletion } = dataset;
  const columns = recordColumns(dataset);
  const copies = copiesOf(set, columns, dialect, deletion && { deletion });
  const newest = { key: ['subdomain', key], order: [versionKey, ...LANDED_LAST] };
  if (isEvent) {
    const meaning = `Every ${noun} once, as last read`;
    return [{ name, meaning, isExplainedElsewhere: false, ...lastOf(columns, copies, newest, dialect) }];
  }
  const lastRead = { key: ['subdomain', key, versionKey], order: LANDED_LAST };
  return [
    {
      name,
      meaning: `Every landed version of every ${noun}, once`,
      isExplainedElsewhere: true,
      ...lastOf(columns, copies, lastRead, dialect),
    },
    {
      name: latestName(dataset),
      meaning: `Every ${noun} in its latest version${deletion === undefined ? '' : ', deleted ones included'}`,
      isExplainedElsewhere: false,
      ...lastOf(columns, dialect.quoted(name), newest, dialect),
    },
  ];
}

function sideloadView(set: RecordSet, dialect: Dialect): View {
  const columns = [SUBDOMAIN, ...set.columns, ...LANDED];
  const lastRead = { key: ['subdomain', set.key.name], order: LANDED_LAST };
  return {
    name: set.name,
    meaning: 'Sideloaded records, each as last read',
    isExplainedElsewhere: false,
    ...lastOf(columns, copiesOf(set, columns, dialect), lastRead, dialect),
  };
}

/** Counts lines that are not JSON and records without a key, which the other views omit. One scan per raw table. */
function malformedView(tables: readonly RawTable[], dialect: Dialect): View {
  const object = [SUBDOMAIN, LANDED_IN];
  const columns = [...object, PASSED_OVER];
  const [subdomain, landedIn, passedOver] = columns.map(({ name }) => dialect.quoted(name));
  const byPattern = [...Map.groupBy(tables, ({ sets: [{ pathPattern }] }) => pathPattern)].map(
    ([pattern, those]) => `SELECT * FROM (
${those.map((table) => dialect.countUnreadable(table)).join('\nUNION ALL\n')}
) AS counts
WHERE ${dialect.matches(`${landedIn}`, pattern)}`,
  );
  return {
    name: 'malformed',
    meaning: 'Objects with lines or records that could not be read',
    columns,
    key: object.map(({ name }) => name),
    isExplainedElsewhere: false,
    sql: `SELECT ${subdomain}, ${landedIn}, CAST(sum(${passedOver}) AS bigint) AS ${passedOver}
FROM (
${byPattern.join('\nUNION ALL\n')}
) AS counts
GROUP BY ${subdomain}, ${landedIn}
HAVING sum(${passedOver}) > 0`,
  };
}
