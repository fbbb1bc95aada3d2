import type { Column } from '#catalog/column.ts';
import type { ListDataset } from '#catalog/dataset.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import type { ExpectedRow } from '#sandbox/zendesk/lists/expected-rows.ts';
import { plainRow } from './plain-row.ts';

export type Fields = Readonly<Record<string, unknown>>;

const parse = (text: string): Fields => JSON.parse(text) as Fields;

const sorted = (rows: readonly Fields[]): Fields[] =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** The columns of a list's records, with that of the parent. */
const columnsOf = ({ columns, parent }: ListDataset): readonly Column[] => [
  ...(parent === undefined ? [] : [parent]),
  ...columns,
];

/** The rows of a query over a list's view, with the columns of its records. JSON texts are parsed. */
export async function listRows(tables: Database, list: ListDataset, query: string): Promise<Fields[]> {
  const rows = (await tables.rows(query)).map(plainRow);
  return sorted(
    rows.map((row) =>
      Object.fromEntries(
        columnsOf(list).map(({ name, type }) => {
          const value = row[name];
          return [name, type === 'json' && typeof value === 'string' ? (JSON.parse(value) as unknown) : value];
        }),
      ),
    ),
  );
}

/** The rows that a list's view must have. */
export const expectedListRows = (truth: readonly ExpectedRow[] = [], list: ListDataset): Fields[] =>
  sorted(
    truth.map(({ text, parent }) => {
      const fields = { ...parse(text), ...(list.parent !== undefined && { [list.parent.name]: parent }) } as Fields;
      return Object.fromEntries(
        columnsOf(list).map(({ name, type }) => {
          const value = fields[name] ?? null;
          const isInstant = type === 'instant' && typeof value === 'string';
          return [name, isInstant ? value.replace(/([.]\d*?)0*Z$/, '$1').replace(/[.Z]$/, '') : value];
        }),
      );
    }),
  );
