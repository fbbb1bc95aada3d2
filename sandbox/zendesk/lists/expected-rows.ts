import { sortRows } from './pages/order.ts';
import type { RowKey } from './row.ts';
import type { ListTable } from './table.ts';

/** A row of a complete snapshot. */
export type ExpectedRow = {
  readonly key: RowKey;
  /** The id of the record whose list it is. Only of lists per parent. */
  readonly parent?: number;
  /** The row's exact JSON text on a page. */
  readonly text: string;
};

/** The point of view of a complete snapshot. */
export type ListView = {
  /** Epoch milliseconds by Zendesk's clock. */
  readonly nowMs: number;
  /** Epoch seconds. A list with a window of time has only the rows created since then. Default: all. */
  readonly since?: number;
};

/** Returns the rows that an admin sees in a complete snapshot, in their order, with the parents in theirs. */
export function expectedRows(table: ListTable, { nowMs, since = 0 }: ListView): ExpectedRow[] {
  const { order, parent, isShown = () => true, showAll, createdMs = () => Number.POSITIVE_INFINITY } = table;
  const query = new URLSearchParams(showAll);
  const rows = sortRows(table.rows(nowMs), order).filter(
    (row) => isShown(row, query, { role: 'admin' }) && createdMs(row) >= since * 1000,
  );
  const toExpected = ({ key, text }: (typeof rows)[number]): ExpectedRow => ({ key, text });
  if (!parent) return rows.map(toExpected);
  return parent
    .rows(nowMs)
    .map(({ key }) => Number(key))
    .flatMap((id) => rows.filter((row) => parent.idOf(row) === id).map((row) => ({ ...toExpected(row), parent: id })));
}
