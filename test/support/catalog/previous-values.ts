import type { Database } from '#sandbox/lake/duckdb.ts';
import { rowsOf } from './history-check.ts';

/**
 * The changes whose `previous_value` is not the value before, in the order of ticket_changes. A missing priority or type
 * is 0 there, and the first satisfaction score is not an event.
 */
export const brokenPreviousValues = (tables: Database): Promise<readonly object[]> =>
  rowsOf(
    tables,
    `SELECT subdomain, ticket_id, field, value_before, previous_value
     FROM (
       SELECT *, lag(value) OVER (PARTITION BY subdomain, ticket_id, field ORDER BY "at", position) AS value_before
       FROM ticket_changes
     )
     WHERE kind = 'Change' AND field NOT LIKE '%tags'
       AND coalesce(value_before, CASE field WHEN 'satisfaction_score' THEN 'unoffered' END)
         IS DISTINCT FROM nullif(previous_value, '0')`,
  );
