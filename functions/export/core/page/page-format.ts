import type { EndOfStream, Resource, TimestampFormat } from '../resource.ts';

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
export function describePages({ itemKey, version, pagination }: Resource): PageFormat {
  const { walk, endOfStream } = pagination;
  const walkMembers = walk === null ? [] : [walk.style.end.member, 'after_cursor'];
  const isInMeta = walk?.style.location === 'meta';
  return {
    itemKey,
    idField: version.id,
    timestampField: version.timestamp,
    timestampFormat: version.timestampFormat,
    envelope: new Set([...TIME_MEMBERS[endOfStream], ...(isInMeta ? [] : walkMembers)]),
    meta: new Set(isInMeta ? walkMembers : []),
  };
}
