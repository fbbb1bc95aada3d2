import { OBJECT_NAME_PATTERN } from '#common/object-key.ts';
import type { Column } from './column.ts';
import type { Dataset, RecordKind } from './dataset.ts';

/** How landed objects hold records: one page per line, or one record per line. */
export type Layout = 'page' | 'ndjson';

export const LAYOUTS: readonly Layout[] = ['page', 'ndjson'];

/**
 * A regular expression for the paths of landed objects. Engines that read every file below a folder ignore all others
 * by it, as `verify` does.
 */
export const OBJECT_PATH_PATTERN = `/subdomain=[^/]+/dt=[0-9]{4}-[0-9]{2}-[0-9]{2}${OBJECT_NAME_PATTERN}`;

/** A column of a landed object's line: a field of its record, or on a page all records of one kind. */
export type RawColumn = Column | { readonly name: string; readonly records: readonly Column[] };

/** Records of one kind in a raw table. */
export type RecordSet = {
  /** Name of the view over the records. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly key: Column;
  /** Name of the raw table that holds them. */
  readonly table: string;
  /** On a page: the column that holds them. */
  readonly member?: string;
};

/** A table over landed objects without interpretation: one row per line. */
export type RawTable = {
  readonly name: string;
  /** The part of the objects' keys between the prefix and `subdomain=`. */
  readonly dataset: string;
  readonly columns: readonly RawColumn[];
  readonly sets: readonly [RecordSet, ...RecordSet[]];
};

/** The raw tables that hold a dataset's records in a layout, those of the resource before those of its sideloads. */
export function rawTablesOf(dataset: Dataset, layout: Layout): readonly RawTable[] {
  const { name, itemKey } = dataset;
  const sideloads = Object.entries(dataset.sideloads);
  if (layout === 'ndjson') {
    const named = sideloads.map(([member, kind]) => [`${name}_${member}`, kind] as const);
    return [[name, dataset] as const, ...named].map(([name, kind]) => ({
      name: rawTableName(name),
      dataset: name,
      columns: kind.columns,
      sets: [describeSet(name, kind, rawTableName(name))],
    }));
  }
  const table = rawTableName(name);
  return [
    {
      name: table,
      dataset: name,
      columns: [[itemKey, dataset] as const, ...sideloads].map(([member, { columns }]) => ({
        name: member,
        records: columns,
      })),
      sets: [
        { ...describeSet(name, dataset, table), member: itemKey },
        ...sideloads.map(([member, kind]) => ({ ...describeSet(`${name}_${member}`, kind, table), member })),
      ],
    },
  ];
}

/** @throws RangeError if the key is not a column */
function describeSet(name: string, { columns, key }: RecordKind, table: string): RecordSet {
  const column = columns.find((each) => each.name === key);
  if (column === undefined) throw new RangeError(`${name} has no column ${key}`);
  return { name, columns, key: column, table };
}

const rawTableName = (dataset: string): string => `${dataset}_raw`;

/** The raw tables of some datasets. */
export const rawTablesIn = (layout: Layout, datasets: readonly Dataset[]): readonly RawTable[] =>
  datasets.flatMap((dataset) => rawTablesOf(dataset, layout));
