import type { Column, ColumnType } from './column.ts';
import { type Dataset, type Deletion, latestName } from './dataset.ts';
import { type Layout, type RawTable, rawTablesIn, rawTablesOf, type RecordSet } from './layout.ts';
import { literal } from './sql.ts';

/** A named query. */
export type View = {
  readonly name: string;
  readonly meaning: string;
  readonly columns: readonly Column[];
  /** The columns that together identify a row. */
  readonly key: readonly string[];
  /** True if another view has the same columns, and is the one that explains them. */
  readonly isExplainedElsewhere: boolean;
  readonly sql: string;
};

/** The SQL of one engine. */
export type Dialect = {
  readonly quoted: (name: string) => string;
  /** The copies of a record set, as rows. */
  readonly copies: (set: RecordSet) => Copies;
  /** SQL that reads a field as a column of a type, by the reading rules. */
  readonly read: (type: ColumnType, field: string) => string;
  /** SQL that is true for the path of a landed object; absent if other files never reach the raw tables. */
  readonly isObject?: (path: string) => string;
  /**
   * A query for the lines and records of a raw table that cannot be read, in one scan: `subdomain`, `landed_in` and
   * `passed_over`, in any number of rows for an object.
   */
  readonly countUnreadable: (table: RawTable) => string;
};

/** The source of a view's rows. */
type Copies = {
  /** SQL after FROM. */
  readonly from: string;
  /** SQL for a field of a record. */
  readonly field: (name: string) => string;
  readonly landed: Readonly<Record<'subdomain' | 'landed_at' | 'landed_in', string>>;
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
export const recordColumns = ({ columns, deletion }: Dataset): readonly Column[] => [
  SUBDOMAIN,
  ...columns,
  ...(deletion === undefined ? [] : [isDeletedColumn(deletion)]),
  ...LANDED,
];

const isDeletedColumn = ({ column, value = 'set' }: Deletion): Column => ({
  name: 'is_deleted',
  type: 'boolean',
  meaning: `True if ${column} is ${value}`,
});

/** The views over the raw tables of some datasets, in an order in which they can be created. */
export const viewsOf = (layout: Layout, dialect: Dialect, datasets: readonly Dataset[]): readonly View[] => [
  ...datasets.flatMap((dataset) => {
    const sets = rawTablesOf(dataset, layout).flatMap((table) => table.sets);
    return sets.flatMap((set) =>
      set.name === dataset.name ? mainViews(dataset, set, dialect) : [sideloadView(set, dialect)],
    );
  }),
  malformedView(rawTablesIn(layout, datasets), dialect),
];

function mainViews(dataset: Dataset, set: RecordSet, dialect: Dialect): View[] {
  const { name, noun, key, versionKey, isEvent, deletion } = dataset;
  const columns = recordColumns(dataset);
  const copies = copiesOf(set, columns, dialect, deletion);
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
  const object = [SUBDOMAIN, ...LANDED.filter(({ name }) => name === 'landed_in')];
  const columns = [...object, PASSED_OVER];
  const [subdomain, landedIn, passedOver] = columns.map(({ name }) => dialect.quoted(name));
  return {
    name: 'malformed',
    meaning: 'Objects with lines or records that could not be read',
    columns,
    key: object.map(({ name }) => name),
    isExplainedElsewhere: false,
    sql: `SELECT ${subdomain}, ${landedIn}, CAST(sum(${passedOver}) AS bigint) AS ${passedOver}
FROM (
${tables.map((table) => dialect.countUnreadable(table)).join('\nUNION ALL\n')}
)
${where(dialect.isObject?.(`${landedIn}`))}GROUP BY ${subdomain}, ${landedIn}
HAVING sum(${passedOver}) > 0`,
  };
}

const where = (condition: string | undefined): string => (condition === undefined ? '' : `WHERE ${condition}\n`);

/** A query for every copy of every record, in parentheses. A line that cannot be read has no key. */
function copiesOf(set: RecordSet, columns: readonly Column[], dialect: Dialect, deletion?: Deletion): string {
  const { from, field, landed } = dialect.copies(set);
  const computed: Readonly<Record<string, string>> = {
    ...landed,
    ...(deletion !== undefined && { is_deleted: isDeleted(deletion, dialect.read('text', field(deletion.column))) }),
  };
  const selected = columns.map(({ name, type }) => {
    const expression = computed[name] ?? dialect.read(type, field(name));
    const hasName = expression.endsWith(`.${dialect.quoted(name)}`);
    return hasName ? expression : `${expression} AS ${dialect.quoted(name)}`;
  });
  return `(
SELECT
${selected.join(',\n')}
FROM ${from}
${where(dialect.isObject?.(landed.landed_in))})`;
}

/** SQL for the sign of a deletion in a field. */
const isDeleted = ({ value }: Deletion, field: string): string =>
  value === undefined ? `${field} IS NOT NULL` : `coalesce(${field} = ${literal(value)}, false)`;

/** A query for the last row in an order, of the rows with the same key. A row without a key is none. */
function lastOf(
  columns: readonly Column[],
  from: string,
  { key, order }: { readonly key: readonly string[]; readonly order: readonly string[] },
  { quoted }: Dialect,
): Pick<View, 'columns' | 'key' | 'sql'> {
  const [, id] = key.map(quoted);
  const sql = `SELECT ${columns.map(({ name }) => quoted(name)).join(', ')}
FROM (
SELECT *, row_number() OVER (
PARTITION BY ${key.map(quoted).join(', ')}
ORDER BY ${order.map((name) => `${quoted(name)} DESC NULLS LAST`).join(', ')}
) AS recency
FROM ${from}
)
WHERE recency = 1 AND ${id} IS NOT NULL`;
  return { columns, key, sql };
}
