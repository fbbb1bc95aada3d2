import type { ListPaging } from '../list.ts';
import type { ListResource } from '../resource.ts';
import type { PageContent } from './fetched-page.ts';
import type { PageFormat } from './page-format.ts';
import { InvalidPageError, type ListPage, readBoolean, readNextPage, readRecords } from './page.ts';
import type { ScannedPage } from './scanned-page.ts';

/** The members of a page that show whether the list continues, by paging. */
const CONTINUATION: Readonly<Record<ListPaging, Pick<PageFormat, 'envelope' | 'meta'>>> = {
  cursor: { envelope: new Set(), meta: new Set(['has_more', 'after_cursor']) },
  offset: { envelope: new Set(['next_page']), meta: new Set() },
  none: { envelope: new Set(['next_page']), meta: new Set(['has_more']) },
};

/**
 * Describes the pages of a list.
 * @param itemKey - the member that holds the records: the list's, or that of the list of its parents
 */
export const describeListPages = ({ idField, paging }: ListResource, itemKey: string): PageFormat => ({
  itemKey,
  idField,
  timestamp: null,
  ...CONTINUATION[paging],
});

/**
 * Validates a scanned page of a list.
 *
 * @param itemKey - the member that holds the records
 * @param snapshot - when the snapshot began, in epoch seconds
 * @throws InvalidPageError if a member or a record's field is missing or has the wrong type
 */
export function parseListPage(
  { idField, paging }: ListResource,
  itemKey: string,
  snapshot: number,
  scanned: ScannedPage,
): ListPage {
  const records = readRecords(itemKey, idField, scanned).map(() => ({ timestamp: snapshot }));
  return { pagination: 'list', records, tails: scanned.tails, ...END_OF_LIST[paging](scanned) };
}

type Continuation = Pick<ListPage, 'endOfStream' | 'afterCursor'>;

/** Reads whether a list continues, by paging. */
const END_OF_LIST: Readonly<Record<ListPaging, (scanned: ScannedPage) => Continuation>> = {
  cursor: ({ meta }) => ({ endOfStream: !readBoolean(meta, 'has_more'), afterCursor: readAfterCursor(meta) }),
  offset: ({ envelope }) => ({ endOfStream: readNextPage(envelope) === null, afterCursor: null }),
  // Zendesk returns such a list at once. If it ever returned only a part, the rest would seem to be deleted.
  none: ({ envelope, meta }) => ({
    endOfStream: meta.get('has_more') !== true && (envelope.get('next_page') ?? null) === null,
    afterCursor: null,
  }),
};

/** An empty list has no cursor (estuary/connectors, models.py). */
function readAfterCursor(meta: ScannedPage['meta']): string | null {
  const cursor = meta.get('after_cursor') ?? null;
  if (cursor === null || cursor === '') return null;
  if (typeof cursor === 'string') return cursor;
  throw new InvalidPageError('meta.after_cursor: expected a cursor');
}

/**
 * Reads the ids of a page's records.
 *
 * @param content - uncompressed
 * @throws InvalidPageError if a record has no id, or one that JavaScript cannot represent exactly
 */
export const readIds = ({ bytes, arrays }: PageContent, itemKey: string): string[] =>
  // Stryker disable next-line ArrayDeclaration: a page without its array of records has been rejected before
  (arrays.get(itemKey) ?? []).map(({ start, end }) => {
    const id = parseId(bytes.toString('utf8', start, end));
    if (!Number.isSafeInteger(id)) throw new InvalidPageError(`${itemKey}: a record has no integer id`);
    return String(id);
  });

function parseId(text: string): unknown {
  try {
    const record: unknown = JSON.parse(text);
    return typeof record === 'object' && record !== null && 'id' in record ? record.id : undefined;
  } catch {
    // The error is discarded, because it quotes the content.
    return undefined;
  }
}
