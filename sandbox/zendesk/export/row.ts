import type { Row } from './table.ts';

/** A version of a record to export. */
type NewRow = Pick<Row, 'id' | 'second' | 'tie' | 'render'> &
  Partial<Pick<Row, 'visibleFrom' | 'related' | 'isWanted'>>;

/** Creates a row. By default it is visible after the hold-back, has no related records and is shown to all requests. */
export function createRow(row: NewRow): Row {
  return {
    visibleFrom: Number.NEGATIVE_INFINITY,
    supersededFrom: Number.POSITIVE_INFINITY,
    related: () => [],
    isWanted: () => true,
    ...row,
  };
}
