import type { Column } from './column.ts';

/** Records of one kind. */
export type RecordKind = {
  readonly columns: readonly Column[];
  /** The column that identifies a record in its account. A record without it cannot be read. */
  readonly key: string;
};

/** The properties of every dataset. */
type Described = RecordKind & {
  /** The resource: folder of its objects, and name of a view. */
  readonly name: string;
  /** One record, for texts: "every ticket". */
  readonly noun: string;
  /** For texts: the use of the records, as a sentence. */
  readonly purpose: string;
  /** On a page: the member that holds the records. */
  readonly itemKey: string;
  /** The sign of a deletion; absent if records have none. */
  readonly deletion?: Deletion;
  /** Member of the page → its records. */
  readonly sideloads: Readonly<Record<string, RecordKind>>;
};

/** A resource with an incremental export. */
export type IncrementalDataset = Described & {
  readonly kind: 'incremental';
  /** The column that grows with every version of a record. */
  readonly versionKey: string;
  /** True if a record is an event, which has one version: there is one view, and no view of the latest versions. */
  readonly isEvent: boolean;
};

/** A resource that is exported as dated snapshots. */
export type ListDataset = Described & {
  readonly kind: 'list';
  /** True if a snapshot has only the records created in a window of time. Records then never disappear. */
  readonly isWindowed: boolean;
  /** Of a list per parent: the column with the parent's id, which is in the objects' keys only. */
  readonly parent?: Column;
};

/** A resource as the catalog knows it. Tables, views and documents are generated from it. */
export type Dataset = IncrementalDataset | ListDataset;

export const isIncremental = (dataset: Dataset): dataset is IncrementalDataset => dataset.kind === 'incremental';

/** A record is deleted if a column has this value as text, or without one, any value. */
export type Deletion = { readonly column: string; readonly value?: string };

/** Name of the view with one row per record, in its latest version. */
export const latestName = (dataset: Dataset): string =>
  isIncremental(dataset) && !dataset.isEvent ? `${dataset.name}_latest` : dataset.name;

/** Name of the view with the rows of every complete snapshot of a list. */
export const snapshotsName = ({ name }: Pick<ListDataset, 'name'>): string => `${name}_snapshots`;
