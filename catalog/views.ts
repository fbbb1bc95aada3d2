import type { Column, ColumnType } from './column.ts';
import { OBJECT_NAME } from './landed-object.ts';
import { type Layout, type RecordSet, sideloadsIn, ticketsIn } from './layout.ts';
import { indented, literal, quoted } from './sql.ts';

/** A query with a name, in the SQL of Trino, which Athena speaks. */
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
const IS_DELETED: Column = { name: 'is_deleted', type: 'boolean', meaning: 'Whether its status is deleted' };

const PASSED_OVER: Column = { name: 'passed_over', type: 'bigint', meaning: 'How many of its lines or records' };

/** Copies of one ticket in the order in which the last is its state: see the README, "What lands". */
const NEWEST_VERSION = ['generated_timestamp', 'landed_at', 'landed_in'];
const LANDED_LAST = ['landed_at', 'landed_in'];

/**
 * The views over a layout's raw tables.
 *
 * @param unnest - @defaultValue that of Trino
 */
export function viewsOf(layout: Layout, unnest: Unnest = trinoUnnest): readonly View[] {
  const tickets = ticketCopies(layout, unnest);
  return [
    {
      name: 'tickets',
      meaning: 'Every landed version of every ticket, once',
      columns: tickets.columns,
      sql: firstOf(tickets, ['subdomain', 'id', 'generated_timestamp'], LANDED_LAST),
    },
    latestTickets(layout, unnest),
    ...sideloadsIn(layout).map((set): View => {
      const records = copies(set, [SUBDOMAIN, ...set.columns, ...LANDED], unnest);
      const sql = firstOf(records, ['subdomain', 'id'], LANDED_LAST);
      return { name: set.name, meaning: 'Sideloaded records, each as it was read last', columns: records.columns, sql };
    }),
    malformedLines(layout, unnest),
  ];
}

/**
 * The view that most begin with: one row per ticket.
 *
 * @param unnest - @defaultValue that of Trino
 */
export function latestTickets(layout: Layout, unnest: Unnest = trinoUnnest): View {
  const tickets = ticketCopies(layout, unnest);
  return {
    name: 'tickets_latest',
    meaning: 'Every ticket in its latest version, deleted ones included',
    columns: tickets.columns,
    sql: firstOf(tickets, ['subdomain', 'id'], NEWEST_VERSION),
  };
}

/** What the other views pass over: an object of the lake has no such line unless somebody has damaged it. */
function malformedLines(layout: Layout, unnest: Unnest): View {
  const sets = [ticketsIn(layout), ...sideloadsIn(layout)];
  const passedOver = sets.flatMap((set) => {
    const { row, source } = sourceOf(set, unnest);
    const noRecord = `SELECT ${row}."subdomain", ${row}."$path" AS "landed_in"\nFROM ${source}\nWHERE t."id" IS NULL`;
    // A page without tickets has none to look at.
    const noPage = `SELECT "subdomain", "$path" AS "landed_in"\nFROM ${quoted(set.from.name)}\nWHERE "tickets" IS NULL`;
    return set.member === 'tickets' ? [noPage, noRecord] : [noRecord];
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

/** Athena reads whatever lies under a table's location, so what others have put there is kept out by its name. */
const isObject = (path: string): string => `regexp_like(${path}, ${literal(OBJECT_NAME)})`;

/** Rows of a query, and what is in them. */
type Rows = { readonly columns: readonly Column[]; readonly sql: string };

function ticketCopies(layout: Layout, unnest: Unnest): Rows {
  const tickets = ticketsIn(layout);
  return copies(tickets, [SUBDOMAIN, ...tickets.columns, IS_DELETED, ...LANDED], unnest);
}

/** Where records come from: rows `t`, and by which name their object's own columns are called. */
function sourceOf({ from, member, columns }: RecordSet, unnest: Unnest): { row: string; source: string } {
  return member === undefined
    ? { row: 't', source: `${quoted(from.name)} AS t` }
    : { row: 'r', source: `${quoted(from.name)} AS r\nCROSS JOIN ${unnest(member, columns)}` };
}

/** Every copy of every record. A line that is no record, because it is no JSON, has no id. */
function copies(set: RecordSet, columns: readonly Column[], unnest: Unnest): Rows {
  const { row, source } = sourceOf(set, unnest);
  const expressions: Readonly<Record<string, string>> = {
    subdomain: `${row}."subdomain"`,
    is_deleted: `coalesce(t."status" = 'deleted', false)`,
    landed_at: utc(`${row}."$file_modified_time"`),
    landed_in: `${row}."$path"`,
  };
  const selected = columns.map(({ name, type }) => {
    const expression = expressions[name] ?? fieldOf(name, type);
    return `${expression} AS ${quoted(name)}`;
  });
  const sql = `SELECT
${indented(2, selected.join(',\n'))}
FROM ${source}
WHERE ${isObject(`${row}."$path"`)}
  AND t."id" IS NOT NULL`;
  return { columns, sql };
}

const fieldOf = (name: string, type: ColumnType): string =>
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
