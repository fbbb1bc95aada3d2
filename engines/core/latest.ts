import { differences } from './compare.ts';
import type { Lake, Table } from './session.ts';
import { shapesOf } from './views.ts';

/** The reference's answer to `tickets_latest`, which the examples are compared with. */
export function latestIn(tables: ReadonlyMap<string, Table>): Table {
  const latest = tables.get('tickets_latest');
  if (latest === undefined) throw new Error('the reference has no tickets_latest');
  return latest;
}

/** Compares a copy of `tickets_latest` with the reference. */
export function wrongLatest(tables: ReadonlyMap<string, Table>, { layout }: Lake, answer: Table): string[] {
  const shape = shapesOf(layout).get('tickets_latest');
  if (shape === undefined) throw new Error('there is no view tickets_latest');
  return differences(latestIn(tables), answer, shape);
}
