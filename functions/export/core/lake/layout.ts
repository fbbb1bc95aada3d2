import { hash } from 'node:crypto';
import type { ExportRequest } from '../export-request.ts';
import type { Slice } from '../page/scanned-page.ts';
import { findUnreadableRows, type UnreadableRows } from '../page/unreadable.ts';
import type { Resource } from '../resource.ts';
import type { FetchedPage, PageContent } from '../page/fetched-page.ts';

/**
 * How a page is stored in the lake: `page` stores it as Zendesk sent it. `ndjson` stores one record per line, and each
 * sideload in a separate dataset.
 */
export type Layout = ExportRequest['layout'];

/** The part of one page that belongs to one dataset: an object of the lake before it gets its key. */
export type DatasetObject = {
  /** The part of the key after the prefix: `tickets`, or `tickets_users` for a sideload. */
  readonly dataset: string;
  /** Gzipped if Zendesk sent the page gzipped and it lands unchanged; uncompressed otherwise. */
  readonly bytes: Buffer;
  readonly isGzip: boolean;
  /** Uncompressed size in bytes. */
  readonly size: number;
  /** The SHA-256 of the uncompressed bytes, in hex. */
  readonly digest: string;
  /** The SHA-256 of the whole page without line breaks, in hex. */
  readonly pageDigest: string;
  /** Media type of the uncompressed body. */
  readonly mediaType: string;
  /** Number of records, or of sideloaded elements. */
  readonly records: number;
  /** Rows longer than query engines accept for the layout; absent if there are none. */
  readonly oversized?: OversizedRows;
  /** Rows that some readers refuse; absent if there are none. */
  readonly unreadable?: UnreadableRows;
};

/** Sizes are in uncompressed bytes, without the line break at the end of a row. */
export type OversizedRows = {
  readonly rows: number;
  readonly largest_bytes: number;
  readonly limit_bytes: number;
};

const MIB = 1024 * 1024;
/**
 * The longest row that query engines read. In the layout `page`, a page is one row: Athena reads rows up to 32 MB
 * (https://docs.aws.amazon.com/athena/latest/ug/other-notable-limitations.html). In the layout `ndjson`, a line is one
 * row: Snowflake's VARIANT and Redshift's SUPER hold up to 16 MB.
 */
export const ROW_LIMIT_BYTES = { page: 32 * MIB, ndjson: 16 * MIB } as const satisfies Record<Layout, number>;

const LINE_BREAK = 0x0a;
/** Sideload names that can be part of a table name. */
const SIDELOAD = /^[a-z][a-z0-9_]*$/;

type Content = Pick<FetchedPage, 'page' | 'content'>;
/** The name of the records' dataset, and the member of the page that holds them. */
type Dataset = Pick<Resource, 'name' | 'itemKey'>;

/**
 * Splits a page into the objects to land, in the order in which they must land. The object with the records is last, so
 * that readers who find records also find their sideloads. It exists even if the page has no records.
 *
 * @param fetched - the layout `ndjson` overwrites its bytes in place, so that a page of 100 MB is not in memory twice
 */
export const splitIntoObjects = (layout: Layout, resource: Dataset, fetched: Content): DatasetObject[] =>
  layout === 'page' ? [pageObject(resource, fetched)] : ndjsonObjects(resource, fetched.content);

function pageObject(
  resource: Dataset,
  { page, content: { arrays: _, unreadable, ...content } }: Content,
): DatasetObject {
  return {
    dataset: resource.name,
    ...content,
    pageDigest: content.digest,
    mediaType: 'application/json',
    records: page.records.length,
    ...oversized([content.size], ROW_LIMIT_BYTES.page),
    ...(unreadable.length > 0 && { unreadable: { rows: 1, kinds: unreadable } }),
  };
}

/** @param content - the page without line breaks, so that each record stays on one line */
function ndjsonObjects({ name, itemKey }: Dataset, content: PageContent): DatasetObject[] {
  const sideloads = [...content.arrays].filter(
    ([member, elements]) => member !== itemKey && SIDELOAD.test(member) && elements.length > 0,
  );
  return [
    ...sideloads.map(([member, elements]) => ndjsonObject(`${name}_${member}`, content, elements)),
    // Stryker disable next-line ArrayDeclaration: a page without its array of records has been rejected before
    ndjsonObject(name, content, content.arrays.get(itemKey) ?? []),
  ];
}

/** Puts each element of the array on its own line, byte for byte as Zendesk sent it. */
function ndjsonObject(
  dataset: string,
  { bytes: page, digest, unreadable }: PageContent,
  elements: readonly Slice[],
): DatasetObject {
  const from = elements[0]?.start ?? 0;
  let to = from;
  // At least one byte follows each element (a comma or the closing bracket), so there is room for the line break.
  for (const { start, end } of elements) {
    to += page.copy(page, to, start, end);
    page[to] = LINE_BREAK;
    to += 1;
  }
  const bytes = page.subarray(from, to);
  // Of most pages it is known that there are none.
  const unreadableRows = unreadable.length === 0 ? undefined : findUnreadableRows(bytes);
  return {
    dataset,
    bytes,
    isGzip: false,
    size: bytes.length,
    digest: hash('sha256', bytes, 'hex'),
    pageDigest: digest,
    mediaType: 'application/x-ndjson',
    records: elements.length,
    ...oversized(
      elements.map(({ start, end }) => end - start),
      ROW_LIMIT_BYTES.ndjson,
    ),
    ...(unreadableRows && { unreadable: unreadableRows }),
  };
}

function oversized(sizes: readonly number[], limit: number): Pick<DatasetObject, 'oversized'> {
  const over = sizes.filter((size) => size > limit);
  if (over.length === 0) return {};
  return { oversized: { rows: over.length, largest_bytes: Math.max(...over), limit_bytes: limit } };
}
