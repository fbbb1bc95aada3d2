import { OBJECT_NAME_PATTERN } from '#common/object-key.ts';
import type { Column, ColumnType } from './column.ts';
import { ALL_DATASETS, type Dataset } from './datasets.ts';
import { type Layout, locateRecords, type RecordSet } from './layout.ts';
import { indented, literal, quoted } from './sql.ts';

/** A query with a name, in the SQL of Trino, which Athena uses. */
export type View = {
  readonly name: string;
  readonly meaning: string;
  readonly columns: readonly Column[];
  readonly sql: string;
};

/**
 * How the records of a page become rows `t`. It is all in which engines differ here: Trino makes columns of an array
 * of records, DuckDB a record, and both call a field `t."field"` then.
 */
export type Unnest = (member: string, columns: readonly Column[]) => string;

const trinoUnnest: Unnest = (member, columns) =>
  `UNNEST(r.${quoted(member)}) AS t(${columns.map(({ name }) => quoted(name)).join(', ')})`;

const SUBDOMAIN: Column = { name: 'subdomain', type: 'text', meaning: 'The Zendesk account: acme of acme.zendesk.com' };
const LANDED: readonly Column[] = [
  { name: 'landed_at', type: 'instant', meaning: 'When the object that it was read from was written' },
  { name: 'landed_in', type: 'text', meaning: 'The object that it was read from' },
];

const PASSED_OVER: Column = { name: 'passed_over', type: 'bigint', meaning: 'How many of its lines or records' };

/** Copies of one version, or of a record without versions, in the order in which the last one counts. */
const LANDED_LAST = ['landed_at', 'landed_in'];

/**
 * The views over a layout's raw tables.
 *
 * @param unnest - @defaultValue that of Trino
 */
export const viewsOf = (layout: Layout, unnest: Unnest = trinoUnnest): readonly View[] => [
  ...ALL_DATASETS.flatMap((dataset) => datasetViews(dataset, layout, unnest)),
  malformedLines(layout, unnest),
];

function datasetViews(dataset: Dataset, layout: Layout, unnest: Unnest): View[] {
  const { name, noun, versionKey } = dataset;
  const versions = versionCopies(dataset, layout, unnest);
  return [
    {
      name,
      meaning: `Every landed version of every ${noun}, once`,
      columns: versions.columns,
      sql: firstOf(versions, ['subdomain', 'id', versionKey], LANDED_LAST),
    },
    latestView(dataset, layout, unnest),
    ...locateRecords(dataset, layout).sideloads.map((set): View => {
      const records = copies(set, [SUBDOMAIN, ...set.columns, ...LANDED], unnest);
      const sql = firstOf(records, ['subdomain', 'id'], LANDED_LAST);
      return { name: set.name, meaning: 'Sideloaded records, each as it was read last', columns: records.columns, sql };
    }),
  ];
}

/**
 * The view that most begin with: one row per record.
 *
 * @param unnest - @defaultValue that of Trino
 */
export function latestView(dataset: Dataset, layout: Layout, unnest: Unnest = trinoUnnest): View {
  const { noun, versionKey } = dataset;
  const versions = versionCopies(dataset, layout, unnest);
  return {
    name: latestName(dataset),
    meaning: `Every ${noun} in its latest version, deleted ones included`,
    columns: versions.columns,
    sql: firstOf(versions, ['subdomain', 'id'], [versionKey, ...LANDED_LAST]),
  };
}

export const latestName = ({ name }: Dataset): string => `${name}_latest`;

/** What the other views pass over: an object of the lake has no such line unless it has been damaged. */
function malformedLines(layout: Layout, unnest: Unnest): View {
  const passedOver = ALL_DATASETS.flatMap((dataset) => {
    const { records, sideloads } = locateRecords(dataset, layout);
    const { member, from } = records;
    const noRecords = [records, ...sideloads].map((set) => {
      const { row, source } = sourceOf(set, unnest);
      return `SELECT ${row}."subdomain", ${row}."$path" AS "landed_in"\nFROM ${source}\nWHERE t."id" IS NULL`;
    });
    if (member === undefined) return noRecords;
    // A page without records has none to look at.
    const noPage = `SELECT "subdomain", "$path" AS "landed_in"\nFROM ${quoted(from.name)}\nWHERE ${quoted(member)} IS NULL`;
    return [noPage, ...noRecords];
  });
  return {
    name: 'malformed',
    meaning: 'Objects of which something was passed over, because it is no JSON or no record',
    columns: [SUBDOMAIN, ...LANDED.filter(({ name }) => name === 'landed_in'), PASSED_OVER],
    sql: `SELECT "subdomain", "landed_in", count(*) AS "passed_over"
FROM (
${indented(2, passedOver.join('\nUNION ALL\n'))}
)
WHERE ${isObject('"landed_in"')}
GROUP BY "subdomain", "landed_in"`,
  };
}

/** Athena reads every file under a table's location, so files of others are kept out by their names. */
const isObject = (path: string): string => `regexp_like(${path}, ${literal(OBJECT_NAME_PATTERN)})`;

/** Rows of a query, and what is in them. */
type Rows = { readonly columns: readonly Column[]; readonly sql: string };

function versionCopies(dataset: Dataset, layout: Layout, unnest: Unnest): Rows {
  const { columns, isDeleted } = dataset;
  const { records } = locateRecords(dataset, layout);
  const deleted: Column = { name: 'is_deleted', type: 'boolean', meaning: isDeleted.meaning };
  const condition = isDeleted.condition((name) => `t.${quoted(name)}`);
  return copies(records, [SUBDOMAIN, ...columns, deleted, ...LANDED], unnest, {
    is_deleted: `coalesce(${condition}, false)`,
  });
}

/** Where records come from: rows `t`, and by which name their object's own columns are called. */
function sourceOf({ from, member, columns }: RecordSet, unnest: Unnest): { row: string; source: string } {
  return member === undefined
    ? { row: 't', source: `${quoted(from.name)} AS t` }
    : { row: 'r', source: `${quoted(from.name)} AS r\nCROSS JOIN ${unnest(member, columns)}` };
}

/**
 * Every copy of every record. A line that is no record, because it is no JSON, has no id.
 * @param computed - the SQL of columns that are no fields of the records
 */
function copies(
  set: RecordSet,
  columns: readonly Column[],
  unnest: Unnest,
  computed: Readonly<Record<string, string>> = {},
): Rows {
  const { row, source } = sourceOf(set, unnest);
  const expressions: Readonly<Record<string, string>> = {
    ...computed,
    subdomain: `${row}."subdomain"`,
    landed_at: utc(`${row}."$file_modified_time"`),
    landed_in: `${row}."$path"`,
  };
  const selected = columns.map(({ name, type }) => {
    const expression = expressions[name] ?? readField(name, type);
    return `${expression} AS ${quoted(name)}`;
  });
  const sql = `SELECT
${indented(2, selected.join(',\n'))}
FROM ${source}
WHERE ${isObject(`${row}."$path"`)}
  AND t."id" IS NOT NULL`;
  return { columns, sql };
}

const readField = (name: string, type: ColumnType): string =>
  // A time that cannot be read is no reason to answer nothing at all.
  type === 'instant' ? `TRY(${utc(`from_iso8601_timestamp(t.${quoted(name)})`)})` : `t.${quoted(name)}`;

const utc = (instant: string): string => `CAST(${instant} AT TIME ZONE 'UTC' AS timestamp(3))`;

/** Of the rows that agree in these columns, the one that comes last in the order. */
function firstOf({ columns, sql }: Rows, same: string[], order: string[]): string {
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  return `SELECT ${names}
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY ${same.map(quoted).join(', ')}
    ORDER BY ${order.map((name) => `${quoted(name)} DESC`).join(', ')}
  ) AS recency
  FROM (
${indented(4, sql)}
  )
)
WHERE recency = 1`;
}
