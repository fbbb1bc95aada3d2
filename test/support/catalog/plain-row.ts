import type { DuckDBValue } from '@duckdb/node-api';
import type { Row } from '#sandbox/lake/duckdb.ts';

/** A row of DuckDB with values as the reading rules write them. Integers have to be below 2^53. */
export const plainRow = (row: Row): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plainValue(value)]));

function plainValue(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if ('items' in value) return value.items.map(plainValue);
  return String(value).replace(' ', 'T').replace(/\.0+$/, '');
}
