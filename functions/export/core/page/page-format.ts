import type { Resource, TimestampFormat } from '../resource.ts';

/** What the scanner looks for in the pages of a resource. */
export type PageFormat = {
  /** The member of a page that holds the records. */
  readonly itemKey: string;
  /** The field that every record must have. */
  readonly idField: string;
  readonly timestampField: string;
  readonly timestampFormat: TimestampFormat;
  /** The members of a page whose values are read. */
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
