import type { Column } from './column.ts';

/** Records of one kind. */
export type RecordKind = {
  readonly columns: readonly Column[];
  /** The column that identifies a record in its account. A record without it cannot be read. */
  readonly key: string;
};

/** A resource as the catalog knows it. Tables, views and documents are generated from it. */
export type Dataset = RecordKind & {
  /** The resource: folder of its objects, and name of the view with every version. */
  readonly name: string;
  /** One record, for texts: "every ticket". */
  readonly noun: string;
  /** For texts: the use of the records, as a sentence. */
  readonly purpose: string;
  /** On a page: the member that holds the records. */
  readonly itemKey: string;
  /** The column that grows with every version of a record. */
  readonly versionKey: string;
  /** True if a record is an event, which has one version: there is one view, and no view of the latest versions. */
  readonly isEvent: boolean;
  /** The sign of a deletion; absent if records have none. */
  readonly deletion?: Deletion;
  /** Member of the page → its records. */
  readonly sideloads: Readonly<Record<string, RecordKind>>;
};

/** A record is deleted if a column has this value as text, or without one, any value. */
export type Deletion = { readonly column: string; readonly value?: string };

/** Name of the view with one row per record, in its latest version. */
export const latestName = ({ name, isEvent }: Pick<Dataset, 'name' | 'isEvent'>): string =>
  isEvent ? name : `${name}_latest`;
