import type { EndOfStream, IncrementalResource, TimestampFormat } from '../resource.ts';

/** The names of the members and fields that the scanner extracts from a resource's pages. */
export type PageFormat = {
  /** The member of a page that holds the records. */
  readonly itemKey: string;
  /** The field that every record must have. */
  readonly idField: string;
  /** The field with the record's timestamp; null if the records have none that matters. */
  readonly timestamp: { readonly field: string; readonly format: TimestampFormat } | null;
  /** Members of a page, other than the records, whose values are extracted. */
  readonly envelope: ReadonlySet<string>;
  /** Members of the page's member `meta` whose values are extracted. */
  readonly meta: ReadonlySet<string>;
};

/** The envelope members of time-based pages, by how the end of the stream is marked. */
const TIME_MEMBERS: Readonly<Record<EndOfStream, readonly string[]>> = {
  flag: ['end_time', 'end_of_stream'],
  short_page: ['end_time'],
  next_page: ['end_time', 'next_page'],
};

/** Describes the pages of a resource: those of time-based pagination and those of its walk. */
export function describePages({ itemKey, version, pagination }: IncrementalResource): PageFormat {
  const { walk, endOfStream } = pagination;
  const walkMembers = walk === null ? [] : [walk.style.end.member, 'after_cursor'];
  const isInMeta = walk?.style.location === 'meta';
  return {
    itemKey,
    idField: version.id,
    timestamp: { field: version.timestamp, format: version.timestampFormat },
    envelope: new Set([...TIME_MEMBERS[endOfStream], ...(isInMeta ? [] : walkMembers)]),
    meta: new Set(isInMeta ? walkMembers : []),
  };
}
