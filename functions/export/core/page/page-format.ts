import type { Resource, TimestampFormat } from '../resource.ts';

/** The names of the members and fields that the scanner extracts from a resource's pages. */
export type PageFormat = {
  /** The member of a page that holds the records. */
  readonly itemKey: string;
  /** The field that every record must have. */
  readonly idField: string;
  readonly timestampField: string;
  readonly timestampFormat: TimestampFormat;
  /** Members of a page, other than the records, whose values are extracted. */
  readonly envelope: ReadonlySet<string>;
};

const ENVELOPE: ReadonlySet<string> = new Set(['end_time', 'end_of_stream', 'after_cursor']);

export const describePages = ({ itemKey, version }: Resource): PageFormat => ({
  itemKey,
  idField: version.id,
  timestampField: version.timestamp,
  timestampFormat: version.timestampFormat,
  envelope: ENVELOPE,
});
