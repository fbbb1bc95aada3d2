import { attempt } from './check-views.ts';
import type { Progress } from './engine.ts';
import type { CheckResult } from './results.ts';
import type { Cell, Table } from './session.ts';

/** An example of the documentation. `run` returns a sentence per fault, and rejects if the engine refuses it. */
export type Example = { readonly name: string; readonly run: () => Promise<string[]> };

export async function runExamples(
  examples: readonly Example[],
  progress: Progress,
  notRun: readonly string[] = [],
): Promise<CheckResult> {
  const failures: string[] = [];
  let right = 0;
  for (const { name, run } of examples) {
    progress(`example ${name}`);
    const found = await attempt(name, run);
    failures.push(...found);
    right += found.length === 0 ? 1 : 0;
  }
  return { check: 'examples', passed: `${right} of ${examples.length}`, failures, notRun };
}

/** The custom field in the examples: a placeholder. */
export const PRINTED_FIELD = '360000277327';

/** A custom field of the lake, and the ids of all tickets that have it. */
export function anyCustomField(latest: Table): { readonly field: string; readonly ids: readonly string[] } {
  const [id, fields] = [latest.columns.indexOf('id'), latest.columns.indexOf('custom_fields')];
  const having = Map.groupBy(
    latest.rows.flatMap((row) => fieldIds(row[fields] ?? null).map((field) => [field, String(row[id])] as const)),
    ([field]) => field,
  );
  const [first] = having;
  if (first === undefined) throw new Error('no ticket of the lake has a custom field');
  return { field: first[0], ids: first[1].map(([, ticket]) => ticket).toSorted() };
}

function fieldIds(cell: Cell): string[] {
  const fields: unknown = typeof cell === 'string' ? JSON.parse(cell) : [];
  if (!Array.isArray(fields)) return [];
  return fields.map((each: { readonly id: unknown }) => String(each.id));
}

/** Compares the ids in an answer's first column. */
export function wrongIds(answer: Table, ids: readonly string[]): string[] {
  const given = answer.rows.map(([id]) => String(id)).toSorted();
  return given.join() === ids.join() ? [] : [`${given.length} tickets instead of ${ids.length}`];
}

/** Compares an answer of `status, count`. */
export function wrongCounts(
  answer: Table,
  latest: Table,
  isCounted: (row: (column: string) => Cell) => boolean,
): string[] {
  const rows = latest.rows.map((row) => (column: string) => row[latest.columns.indexOf(column)] ?? null);
  const groups = Map.groupBy(rows.filter(isCounted), (row) => String(row('status')));
  const wanted = [...groups].map(([status, { length }]) => `${status} ${length}`).toSorted();
  const given = answer.rows.map(([status, count]) => `${String(status)} ${String(count)}`).toSorted();
  return given.join() === wanted.join() ? [] : [`${given.join(', ')} instead of ${wanted.join(', ')}`];
}
