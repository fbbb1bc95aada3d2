import type { ListRow } from '../row.ts';
import type { Order } from '../table.ts';

/** A row's place in an order: the values of the members that it compares. */
export type Position = readonly (string | number)[];

/** A row with its place. */
export type PlacedRow = { readonly row: ListRow; readonly position: Position };

/** Returns the rows in this order, each with its place. */
export function placeRows(rows: readonly ListRow[], order: Order): PlacedRow[] {
  const fields = readFields(order);
  return rows
    .map((row) => ({ row, position: fields.map(({ name }) => readValue(row, name)) }))
    .sort((one, other) => compare(fields, one.position, other.position));
}

/** Returns the rows in this order. */
export const sortRows = (rows: readonly ListRow[], order: Order): ListRow[] =>
  placeRows(rows, order).map(({ row }) => row);

/** Returns a function that compares two places in this order, like a sort function. */
export function createComparison(order: Order): (one: Position, other: Position) => number {
  const fields = readFields(order);
  return (one, other) => compare(fields, one, other);
}

type Field = { readonly name: string; readonly descending: boolean };

const readFields = (order: Order): Field[] =>
  order.split(',').map((field) => ({ name: field.replace('-', ''), descending: field.startsWith('-') }));

function readValue({ members }: ListRow, name: string): string | number {
  const value = members[name];
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`a list cannot be in the order of ${name}`);
}

function compare(fields: readonly Field[], one: Position, other: Position): number {
  for (const [index, { descending }] of fields.entries()) {
    const [a = 0, b = 0] = [one[index], other[index]];
    if (a !== b) return a < b === descending ? 1 : -1;
  }
  return 0;
}
