import type { Column, ColumnType } from './column.ts';
import { ALL_DATASETS, type Dataset } from './datasets.ts';
import {
  type Layout,
  locateRecords,
  OBJECT_PATH_PATTERN,
  type RawTable,
  type RecordSet,
  type RecordSets,
} from './layout.ts';
import { indented, quoted } from './sql.ts';

/** A named query. */
export type View = {
  readonly name: string;
  readonly meaning: string;
  readonly columns: readonly Column[];
  readonly sql: string;
};

/** The parts of a view that differ between Trino (Athena's engine) and DuckDB. */
export type Dialect = {
  /** Name of the table that holds a raw table's rows. */
  readonly tableName: (table: RawTable) => string;
  /** Turns the records in an array of `r` into rows `t`, whose fields are `t."field"`. */
  readonly unnest: (member: string, columns: readonly Column[]) => string;
  /** SQL that reads a field as a column of a type, by the reading rules. */
  readonly read: (type: ColumnType, field: string) => string;
  /** SQL for the number of elements `t` of an array that meet a condition. */
  readonly countElements: (array: string, condition: string) => string;
  /** SQL that is true if text matches a pattern. */
  readonly matches: (text: string, pattern: string) => string;
};

const SUBDOMAIN: Column = { name: 'subdomain', type: 'text', meaning: 'The Zendesk account: acme of acme.zendesk.com' };
const LANDED: readonly Column[] = [
  { name: 'landed_at', type: 'instant', meaning: 'When the object that holds this record was written' },
  { name: 'landed_in', type: 'text', meaning: 'The object that holds this record' },
];

const PASSED_OVER: Column = { name: 'passed_over', type: 'bigint', meaning: 'Number of lines or records not read' };

/** Orders copies of one version, or of a record without versions: the last one wins. */
const LANDED_LAST = ['landed_at', 'landed_in'];

/** The columns of the views with a dataset's records, the same in every engine. */
export const recordColumns = ({ columns, isDeleted }: Dataset): readonly Column[] => [
  SUBDOMAIN,
  ...columns,
  { name: 'is_deleted', type: 'boolean', meaning: isDeleted.meaning },
  ...LANDED,
];

/** The views over a layout's raw tables. */
export const viewsOf = (layout: Layout, dialect: Dialect): readonly View[] => [
  ...ALL_DATASETS.flatMap((dataset) => datasetViews(dataset, layout, dialect)),
  malformedView(layout, dialect),
];

function datasetViews(dataset: Dataset, layout: Layout, dialect: Dialect): View[] {
  const { name, noun, versionKey } = dataset;
  const versions = versionCopies(dataset, layout, dialect);
  return [
    {
      name,
      meaning: `Every landed version of every ${noun}, once`,
      columns: versions.columns,
      sql: firstOf(versions, ['subdomain', 'id', versionKey], LANDED_LAST),
    },
    latestView(dataset, layout, dialect),
    ...locateRecords(dataset, layout).sideloads.map((set): View => {
      const records = copies(set, [SUBDOMAIN, ...set.columns, ...LANDED], dialect);
      const sql = firstOf(records, ['subdomain', 'id'], LANDED_LAST);
      return { name: set.name, meaning: 'Sideloaded records, each as last read', columns: records.columns, sql };
    }),
  ];
}

/** The main view: one row per record. */
function latestView(dataset: Dataset, layout: Layout, dialect: Dialect): View {
  const { noun, versionKey } = dataset;
  const versions = versionCopies(dataset, layout, dialect);
  return {
    name: latestName(dataset),
    meaning: `Every ${noun} in its latest version, deleted ones included`,
    columns: versions.columns,
    sql: firstOf(versions, ['subdomain', 'id'], [versionKey, ...LANDED_LAST]),
  };
}

export const latestName = ({ name }: Dataset): string => `${name}_latest`;

/** Counts lines that are not JSON and records without an id, which the other views omit. One scan per raw table. */
function malformedView(layout: Layout, dialect: Dialect): View {
  const counts = ALL_DATASETS.flatMap((dataset) => {
    const sets = locateRecords(dataset, layout);
    return layout === 'page'
      ? [unreadablePages(sets, dialect)]
      : [sets.records, ...sets.sideloads].map((set) => unreadableLines(set, dialect));
  });
  return {
    name: 'malformed',
    meaning: 'Objects with lines or records that could not be read',
    columns: [SUBDOMAIN, ...LANDED.filter(({ name }) => name === 'landed_in'), PASSED_OVER],
    sql: `SELECT "subdomain", "landed_in", "passed_over"
FROM (
${indented(2, counts.join('\nUNION ALL\n'))}
)
WHERE "passed_over" > 0`,
  };
}

/** SQL for the id of the record `t`: a record without one cannot be read. */
const idOf = (dialect: Dialect): string => dialect.read('bigint', 't."id"');

function unreadableLines({ from }: RecordSet, dialect: Dialect): string {
  return `SELECT "subdomain", "$path" AS "landed_in", count(*) AS "passed_over"
FROM ${quoted(dialect.tableName(from))} AS t
WHERE ${dialect.matches('"$path"', OBJECT_PATH_PATTERN)} AND ${idOf(dialect)} IS NULL
GROUP BY "subdomain", "$path"`;
}

function unreadablePages({ records, sideloads }: RecordSets, dialect: Dialect): string {
  const members = [records, ...sideloads].flatMap(({ member }) =>
    member === undefined ? [] : [`r.${quoted(member)}`],
  );
  const counts = members.map((member) => `coalesce(${dialect.countElements(member, `${idOf(dialect)} IS NULL`)}, 0)`);
  return `SELECT r."subdomain", r."$path" AS "landed_in", CAST(sum(
  CASE WHEN ${members[0]} IS NULL THEN 1 ELSE 0 END
${indented(2, counts.map((count) => `+ ${count}`).join('\n'))}
) AS bigint) AS "passed_over"
FROM ${quoted(dialect.tableName(records.from))} AS r
WHERE ${dialect.matches('r."$path"', OBJECT_PATH_PATTERN)}
GROUP BY r."subdomain", r."$path"`;
}

/** Rows of a query, and their columns. */
type Rows = { readonly columns: readonly Column[]; readonly sql: string };

function versionCopies(dataset: Dataset, layout: Layout, dialect: Dialect): Rows {
  const { records } = locateRecords(dataset, layout);
  const condition = dataset.isDeleted.condition((name) => `t.${quoted(name)}`);
  return copies(records, recordColumns(dataset), dialect, { is_deleted: `coalesce(${condition}, false)` });
}

/**
 * Every copy of every record. A line that cannot be read has no id.
 * @param computed - the SQL of columns that are not fields of the records
 */
function copies(
  { from, member, columns: fields }: RecordSet,
  columns: readonly Column[],
  dialect: Dialect,
  computed: Readonly<Record<string, string>> = {},
): Rows {
  const table = quoted(dialect.tableName(from));
  const row = member === undefined ? 't' : 'r';
  const source = member === undefined ? `${table} AS t` : `${table} AS r\nCROSS JOIN ${dialect.unnest(member, fields)}`;
  const expressions: Readonly<Record<string, string>> = {
    ...computed,
    subdomain: `${row}."subdomain"`,
    landed_at: `CAST(${row}."$file_modified_time" AT TIME ZONE 'UTC' AS timestamp(3))`,
    landed_in: `${row}."$path"`,
  };
  const selected = columns.map(({ name, type }) => {
    const expression = expressions[name] ?? dialect.read(type, `t.${quoted(name)}`);
    return `${expression} AS ${quoted(name)}`;
  });
  const sql = `SELECT
${indented(2, selected.join(',\n'))}
FROM ${source}
WHERE ${dialect.matches(`${row}."$path"`, OBJECT_PATH_PATTERN)}
  AND ${idOf(dialect)} IS NOT NULL`;
  return { columns, sql };
}

/** Of the rows that agree in some columns, the last one in an order. */
function firstOf({ columns, sql }: Rows, same: string[], order: string[]): string {
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  return `SELECT ${names}
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY ${same.map(quoted).join(', ')}
    ORDER BY ${order.map((name) => `${quoted(name)} DESC NULLS LAST`).join(', ')}
  ) AS recency
  FROM (
${indented(4, sql)}
  )
)
WHERE recency = 1`;
}
