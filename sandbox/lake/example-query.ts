import { literal } from './duckdb.ts';

/** A first query for whoever looks into a lake: how many tickets are in which status now. */
export function exampleQuery(glob: string): string {
  return `WITH versions AS (
  SELECT unnest(tickets, recursive := true)
  FROM read_json(${literal(glob)},
    columns = {tickets: 'STRUCT(id BIGINT, generated_timestamp BIGINT, status VARCHAR)[]'})
), latest AS (
  SELECT id, max_by(status, generated_timestamp) AS status FROM versions GROUP BY id
)
SELECT status, count(*) AS tickets FROM latest GROUP BY status ORDER BY tickets DESC`;
}
