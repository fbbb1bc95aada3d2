import { createHash } from 'node:crypto';
import type { Column } from '#catalog/column.ts';
import { canonical } from './canonical.ts';
import type { Cell, Table } from './session.ts';

/** The columns and the key by which two answers to a view are compared. */
export type Shape = {
  readonly columns: readonly Column[];
  /** The columns that together are unique. */
  readonly key: readonly string[];
};

/** A table in one spelling, ordered by its key. */
type Canonical = { readonly keys: readonly string[]; readonly values: ReadonlyMap<string, readonly string[]> };

/**
 * Compares an engine's answer with the reference by column names, by key, and column by column by digest.
 *
 * @returns a sentence per difference; none if the answers are equal
 */
export function differences(reference: Table, answer: Table, shape: Shape): string[] {
  const names = shape.columns.map(({ name }) => name);
  const order = differentNames(names, answer.columns);
  const wanted = canonicalTable(reference, shape);
  const given = canonicalTable(answer, shape);
  const keys = differentKeys(wanted.keys, given.keys);
  const values = keys.length > 0 ? keys : names.flatMap((name) => differentColumn(name, wanted, given));
  return [...order, ...values];
}

function differentNames(wanted: readonly string[], given: readonly string[]): string[] {
  if (wanted.join() === given.join()) return [];
  const missing = wanted.filter((name) => !given.includes(name));
  const extra = given.filter((name) => !wanted.includes(name));
  if (missing.length + extra.length === 0) return [`columns in another order: … ${given.slice(-4).join(', ')}`];
  return [`columns differ: missing [${missing.join(', ')}], extra [${extra.join(', ')}]`];
}

function differentKeys(wanted: readonly string[], given: readonly string[]): string[] {
  if (digest(wanted) === digest(given)) return [];
  const missing = minus(wanted, given);
  const extra = minus(given, wanted);
  return [`${given.length} rows instead of ${wanted.length}; ${sample('missing', missing)}, ${sample('extra', extra)}`];
}

/** Elements of the first list that the second does not have, counting repetitions. */
function minus(these: readonly string[], those: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const each of those) left.set(each, (left.get(each) ?? 0) + 1);
  return these.filter((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count <= 0;
  });
}

const sample = (adjective: string, keys: readonly string[]): string =>
  keys.length === 0 ? `none ${adjective}` : `${keys.length} ${adjective}, e.g. ${keys[0]}`;

function differentColumn(name: string, wanted: Canonical, given: Canonical): string[] {
  const [want = [], have = []] = [wanted.values.get(name), given.values.get(name)];
  if (digest(want) === digest(have)) return [];
  const rows = want.flatMap((value, index) => (value === have[index] ? [] : [index]));
  const [first = 0] = rows;
  return [
    `${name} differs in ${rows.length} rows, e.g. ${wanted.keys[first]}: ${have[first]} instead of ${want[first]}`,
  ];
}

function canonicalTable({ columns, rows }: Table, { columns: typed, key }: Shape): Canonical {
  const spell = typed.map(({ name, type }) => {
    const index = columns.indexOf(name);
    return (row: readonly Cell[]): string => canonical(row[index] ?? null, type, name);
  });
  const keyAt = key.map((name) => typed.findIndex((column) => column.name === name));
  const spelled = rows
    .map((row) => spell.map((write) => write(row)))
    .map((cells) => ({ key: keyAt.map((index) => cells[index]).join(' '), cells }))
    // Rows with the same key, which there should be none of, in a fixed order too.
    .sort((a, b) => compareTexts(a.key, b.key) || compareTexts(a.cells.join(), b.cells.join()));
  return {
    keys: spelled.map(({ key }) => key),
    values: new Map(typed.map(({ name }, index) => [name, spelled.map(({ cells }) => cells[index] ?? '')])),
  };
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function digest(values: readonly string[]): string {
  const hash = createHash('sha256');
  for (const value of values) hash.update(value).update('\n');
  return hash.digest('hex');
}
