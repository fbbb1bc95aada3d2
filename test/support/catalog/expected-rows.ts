import { join } from 'node:path';
import type { Column } from '#catalog/column.ts';
import type { IncrementalDataset } from '#catalog/dataset.ts';
import type { Lake } from '#engines/core/session.ts';
import { objectsOf, showsDeletion } from '#engines/record-lakes/copies.ts';
import type { Fields } from '#engines/record-lakes/values.ts';
import { recordKey } from '#engines/record-lakes/write.ts';

/** A record as it landed. */
type Copy = { readonly subdomain: string; readonly fields: Fields; readonly writtenAt: number; readonly path: string };

/** The copies of a resource, or of one of its sideloads. */
export function copiesOf(
  dataset: IncrementalDataset,
  { path, layout }: Pick<Lake, 'path' | 'layout'>,
  member?: string,
): Copy[] {
  const folder = member === undefined || layout === 'page' ? dataset.name : `${dataset.name}_${member}`;
  return objectsOf(dataset).flatMap((object) => {
    const { subdomain, writtenAt, records, sideloads } = object;
    const landedIn = join(path, recordKey(dataset, object, folder));
    const of = member === undefined ? records : (sideloads[member] ?? []);
    return of.map((fields) => ({ subdomain, writtenAt, path: landedIn, fields }));
  });
}

/** Of the copies that agree in some values, the last one: by version if there is one, then by the time of writing. */
export function lastCopies(copies: readonly Copy[], same: readonly string[], version?: string): Copy[] {
  const readable = copies.filter(({ fields }) => same.every((name) => fields[name] !== 'unreadable'));
  const groups = Map.groupBy(readable, ({ subdomain, fields }) =>
    JSON.stringify([subdomain, ...same.map((name) => (name === version ? timeOf(fields[name]) : fields[name]))]),
  );
  const order = ({ fields, writtenAt, path }: Copy) => [
    version === undefined || same.includes(version) ? 0 : timeOf(fields[version]),
    writtenAt,
    path,
  ];
  return [...groups.values()].map((group) =>
    group.reduce((last, each) => (isAfter(order(each), order(last)) ? each : last)),
  );
}

const timeOf = (version: unknown): number => (typeof version === 'string' ? Date.parse(version) : Number(version));

function isAfter(these: readonly (string | number)[], those: readonly (string | number)[]): boolean {
  const index = these.findIndex((each, n) => each !== those[n]);
  return index >= 0 && (these[index] ?? 0) > (those[index] ?? 0);
}

const instant = (ms: number): string => new Date(ms).toISOString().replace(/(\.000)?Z$/, '');

/** The row that a view must have for a copy. */
export function rowOf(
  { subdomain, fields, writtenAt, path }: Copy,
  columns: readonly Column[],
  dataset?: IncrementalDataset,
): Fields {
  const computed: Fields = {
    subdomain,
    landed_at: instant(writtenAt * 1000),
    landed_in: path,
    ...(dataset !== undefined && { is_deleted: showsDeletion(dataset, fields) }),
  };
  return Object.fromEntries(
    columns.map(({ name, type }) => [name, name in computed ? computed[name] : expectedValue(fields[name], type)]),
  );
}

function expectedValue(value: unknown, type: Column['type']): unknown {
  if (type === 'instant' && typeof value === 'string') return instant(Date.parse(value));
  return type === 'json' ? JSON.stringify(value) : value;
}
