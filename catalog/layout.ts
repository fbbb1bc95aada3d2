import { OBJECT_NAME_PATTERN } from '#common/object-key.ts';
import type { Column } from './column.ts';
import { ALL_DATASETS, type Dataset } from './datasets.ts';

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

/** A table over landed objects without interpretation: one row per line. */
export type RawTable = {
  readonly name: string;
  /** The part of the objects' keys between the prefix and `subdomain=`. */
  readonly dataset: string;
  readonly columns: readonly RawColumn[];
};

/** Records of one kind, and the raw table that holds them. */
export type RecordSet = {
  /** Name of the view over the records. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly from: RawTable;
  /** On a page: the column that holds them. */
  readonly member?: string;
};

/** The records of a dataset and their sideloads. */
export type RecordSets = { readonly records: RecordSet; readonly sideloads: readonly RecordSet[] };

/** Returns the raw tables and columns that hold a dataset's records in a layout. */
export function locateRecords(dataset: Dataset, layout: Layout): RecordSets {
  const { name, itemKey, columns } = dataset;
  const sideloads = Object.entries(dataset.sideloads).map(([member, columns]) => ({
    name: `${name}_${member}`,
    member,
    columns,
  }));
  if (layout === 'ndjson') {
    const onLines = (name: string, columns: readonly Column[]): RecordSet => ({
      name,
      columns,
      from: { name: rawTableName(name), dataset: name, columns },
    });
    return {
      records: onLines(name, columns),
      sideloads: sideloads.map((set) => onLines(set.name, set.columns)),
    };
  }
  const from: RawTable = {
    name: rawTableName(name),
    dataset: name,
    columns: [
      { name: itemKey, records: columns },
      ...sideloads.map(({ member, columns }) => ({ name: member, records: columns })),
    ],
  };
  return {
    records: { name, columns, from, member: itemKey },
    sideloads: sideloads.map((set) => ({ ...set, from })),
  };
}

const rawTableName = (dataset: string): string => `${dataset}_raw`;

/** The raw tables of a layout. */
export const rawTablesIn = (layout: Layout): readonly RawTable[] =>
  ALL_DATASETS.flatMap((dataset) => {
    const { records, sideloads } = locateRecords(dataset, layout);
    return [...new Set([records, ...sideloads].map(({ from }) => from))];
  });
