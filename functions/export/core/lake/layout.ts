import { hash } from 'node:crypto';
import type { ExportRequest } from '../export-request.ts';
import type { Slice } from '../page/scanned-page.ts';
import type { Resource } from '../resource.ts';
import type { FetchedPage, PageContent } from '../page/fetched-page.ts';

/** How a page lies in the lake: as it came, or one record per line and each sideload in a dataset of its own. */
export type Layout = ExportRequest['layout'];

/** What one page puts into one dataset: an object of the lake that has no name yet. */
export type DatasetObject = {
  /** What its key says after the prefix: `tickets`, or `tickets_users` for a sideload. */
  readonly dataset: string;
  /** Gzipped where Zendesk sent it so, uncompressed otherwise. */
  readonly bytes: Buffer;
  readonly isGzip: boolean;
  /** Uncompressed, in bytes. */
  readonly size: number;
  /** The SHA-256 of the uncompressed bytes, in hex. */
  readonly digest: string;
  /** The SHA-256 of the whole page on one line, in hex. */
  readonly pageDigest: string;
  /** Of the uncompressed body. */
  readonly mediaType: string;
  /** How many records are in it. */
  readonly records: number;
  /** Its rows that are longer than readers of its layout take; absent where there is none. */
  readonly oversized?: OversizedRows;
};

/** Sizes are uncompressed bytes, without the line break that ends a row. */
export type OversizedRows = {
  readonly rows: number;
  readonly largest_bytes: number;
  readonly limit_bytes: number;
};

const MIB = 1024 * 1024;
/**
 * The longest row that engines read. A page is one row, and Athena reads rows of 32 MB
 * (https://docs.aws.amazon.com/athena/latest/ug/other-notable-limitations.html); a line is one, and Snowflake's VARIANT
 * and Redshift's SUPER hold 16 MB.
 */
export const ROW_LIMIT_BYTES = { page: 32 * MIB, ndjson: 16 * MIB } as const satisfies Record<Layout, number>;

const LINE_BREAK = 0x0a;
/** Names that can be part of a table's. */
const SIDELOAD = /^[a-z][a-z0-9_]*$/;

type Content = Pick<FetchedPage, 'page' | 'content'>;

/**
 * Splits a page into the objects that it lands as, in the order in which they have to land: once the records are in the
 * lake, their sideloads are too. The object with the records is the last, and is there for a page without records too.
 *
 * @param fetched - its bytes are rearranged in place where records become lines, so that a page of 100 MB is not in
 * memory twice
 */
export const splitIntoObjects = (layout: Layout, resource: Resource, fetched: Content): DatasetObject[] =>
  layout === 'page' ? [pageObject(resource, fetched)] : ndjsonObjects(resource, fetched.content);

function pageObject(resource: Resource, { page, content: { arrays: _, ...content } }: Content): DatasetObject {
  return {
    dataset: resource.name,
    ...content,
    pageDigest: content.digest,
    mediaType: 'application/json',
    records: page.records.length,
    ...oversized([content.size], ROW_LIMIT_BYTES.page),
  };
}

/** @param content - on one line, so that no record holds a line break */
function ndjsonObjects({ name, itemKey }: Resource, content: PageContent): DatasetObject[] {
  const sideloads = [...content.arrays].filter(
    ([member, elements]) => member !== itemKey && SIDELOAD.test(member) && elements.length > 0,
  );
  return [
    ...sideloads.map(([member, elements]) => ndjsonObject(`${name}_${member}`, content, elements)),
    // Stryker disable next-line ArrayDeclaration: a page without its array of records is refused before
    ndjsonObject(name, content, content.arrays.get(itemKey) ?? []),
  ];
}

/** The array's elements as Zendesk sent them, byte for byte, each on a line. */
function ndjsonObject(
  dataset: string,
  { bytes: page, digest }: PageContent,
  elements: readonly Slice[],
): DatasetObject {
  const from = elements[0]?.start ?? 0;
  let to = from;
  // Behind each element stands at least a comma or the bracket that closes the array, so a line break has its place.
  for (const { start, end } of elements) {
    to += page.copy(page, to, start, end);
    page[to] = LINE_BREAK;
    to += 1;
  }
  const bytes = page.subarray(from, to);
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
  };
}

function oversized(sizes: readonly number[], limit: number): Pick<DatasetObject, 'oversized'> {
  const over = sizes.filter((size) => size > limit);
  if (over.length === 0) return {};
  return { oversized: { rows: over.length, largest_bytes: Math.max(...over), limit_bytes: limit } };
}
