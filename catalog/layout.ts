import { DATASET_GLOB, OBJECT_NAME_PATTERN, TIME_PATTERN } from '#common/object-key.ts';
import {
  AFTER_TIME_OF_LAST_PATTERN,
  CHILD_NAME_PATTERN,
  SNAPSHOT_GLOB,
  SNAPSHOT_NAME_PATTERN,
} from '#common/snapshot-key.ts';
import type { Column } from './column.ts';
import { type Dataset, isIncremental, type RecordKind } from './dataset.ts';

/** How landed objects hold records: one page per line, or one record per line. */
export type Layout = 'page' | 'ndjson';

export const LAYOUTS: readonly Layout[] = ['page', 'ndjson'];

const FOLDERS = 'subdomain=[^/]+/dt=[0-9]{4}-[0-9]{2}-[0-9]{2}';

/**
 * A regular expression for the paths of an incremental export's objects. Engines that read every file below a folder
 * ignore all others by it, as `verify` does.
 */
const OBJECT_PATH_PATTERN = `/${FOLDERS}${OBJECT_NAME_PATTERN}`;

/**
 * Regular expressions for parts of the path of a list's page, each as the first group. All but `complete` rely on a path
 * that is known to be one.
 */
export const SNAPSHOT_PATH = {
  /** The account and the snapshot. Of one account, they sort by time. */
  snapshot: '(subdomain=[^/]+/[^/]+/[0-9]+)-[^/]+$',
  /** The same, only of the last page of a snapshot, which shows that the snapshot is complete. */
  complete: `/(${FOLDERS}/${TIME_PATTERN})${AFTER_TIME_OF_LAST_PATTERN}`,
  account: 'subdomain=([^/]+)/[^/]+/[^/]+$',
  /** When the snapshot began, in epoch seconds. */
  second: '/([0-9]+)-[^/]+$',
  /** The parent's id. */
  parent: '-of-([^-/]+)-[^/]+$',
} as const;

/** The objects that hold a dataset's records: a regular expression for their paths, and a glob for DuckDB. */
type ObjectPaths = { readonly pathPattern: string; readonly glob: string };

function pathsOf(dataset: Dataset): ObjectPaths {
  if (isIncremental(dataset)) return { pathPattern: OBJECT_PATH_PATTERN, glob: DATASET_GLOB };
  const hasParents = dataset.parent !== undefined;
  return {
    pathPattern: `/${FOLDERS}${hasParents ? CHILD_NAME_PATTERN : SNAPSHOT_NAME_PATTERN}`,
    glob: SNAPSHOT_GLOB,
  };
}

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
  /** A regular expression for the paths of the objects that hold them. */
  readonly pathPattern: string;
};

/** A table over landed objects without interpretation: one row per line. */
export type RawTable = {
  readonly name: string;
  /** The part of the objects' keys between the prefix and `subdomain=`. */
  readonly dataset: string;
  /** A glob for the objects below the dataset's folder, for DuckDB. */
  readonly glob: string;
  readonly columns: readonly RawColumn[];
  readonly sets: readonly [RecordSet, ...RecordSet[]];
};

/** The raw tables that hold a dataset's records in a layout, those of the resource before those of its sideloads. */
export function rawTablesOf(dataset: Dataset, layout: Layout): readonly [RawTable, ...RawTable[]] {
  const { name, itemKey } = dataset;
  const sideloads = Object.entries(dataset.sideloads);
  const { pathPattern, glob } = pathsOf(dataset);
  if (layout === 'ndjson') {
    const tableOf = (name: string, kind: RecordKind): RawTable => ({
      name: rawTableName(name),
      dataset: name,
      glob,
      columns: kind.columns,
      sets: [{ ...describeSet(name, kind, rawTableName(name)), pathPattern }],
    });
    return [tableOf(name, dataset), ...sideloads.map(([member, kind]) => tableOf(`${name}_${member}`, kind))];
  }
  const table = rawTableName(name);
  return [
    {
      name: table,
      dataset: name,
      glob,
      columns: [[itemKey, dataset] as const, ...sideloads].map(([member, { columns }]) => ({
        name: member,
        records: columns,
      })),
      sets: [
        { ...describeSet(name, dataset, table), member: itemKey, pathPattern },
        ...sideloads.map(([member, kind]) => ({
          ...describeSet(`${name}_${member}`, kind, table),
          member,
          pathPattern,
        })),
      ],
    },
  ];
}

/** @throws RangeError if the key is not a column */
function describeSet(name: string, { columns, key }: RecordKind, table: string): Omit<RecordSet, 'pathPattern'> {
  const column = columns.find((each) => each.name === key);
  if (column === undefined) throw new RangeError(`${name} has no column ${key}`);
  return { name, columns, key: column, table };
}

const rawTableName = (dataset: string): string => `${dataset}_raw`;

/** The raw tables of some datasets. */
export const rawTablesIn = (layout: Layout, datasets: readonly Dataset[]): readonly RawTable[] =>
  datasets.flatMap((dataset) => rawTablesOf(dataset, layout));
