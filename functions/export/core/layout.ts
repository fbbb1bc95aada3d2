import { arrayElements, isArray, objectMembers, type Slice } from './json-slices.ts';
import type { ExportRequest } from './request.ts';
import type { Resource } from './resource.ts';
import type { FetchedPage } from './zendesk.ts';

/** How a page lies in the lake: as it came, or one record per line and each sideload in a dataset of its own. */
export type Layout = ExportRequest['layout'];

/** What one page puts into one dataset: an object of the lake that has no name yet. */
export type Part = {
  /** What its key says after the prefix: `tickets`, or `tickets_users` for a sideload. */
  readonly dataset: string;
  /** Uncompressed. */
  readonly body: Buffer;
  /** The same, gzipped, where Zendesk sent it so. */
  readonly gzip?: Buffer;
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
 * The longest row that whoever reads the layout takes. A page is one row, and Athena reads rows of 32 MB
 * (https://docs.aws.amazon.com/athena/latest/ug/other-notable-limitations.html); a line is one, and Snowflake's VARIANT
 * and Redshift's SUPER hold 16 MB.
 */
export const ROW_LIMIT_BYTES = { page: 32 * MIB, ndjson: 16 * MIB } as const satisfies Record<Layout, number>;

const LINE_BREAK = 0x0a;
/** Names that can be part of a table's. */
const SIDELOAD = /^[a-z][a-z0-9_]*$/;

type Content = Pick<FetchedPage, 'page' | 'body' | 'gzip'>;

/**
 * What a page with records is landed as, in the order in which it has to land: whoever finds the records finds their
 * sideloads too.
 */
export const partsOf = (layout: Layout, resource: Resource, content: Content): Part[] =>
  layout === 'page' ? [wholePage(resource, content)] : linesOf(resource, content.body);

function wholePage(resource: Resource, { page, body, gzip }: Content): Part {
  return {
    dataset: resource.name,
    body,
    ...(gzip !== undefined && { gzip }),
    mediaType: 'application/json',
    records: page.records.length,
    ...oversized([body.length], ROW_LIMIT_BYTES.page),
  };
}

/** @param page - on one line, so that no record holds a line break */
function linesOf(resource: Resource, page: Buffer): Part[] {
  const members = objectMembers(page);
  const records = members.get(resource.itemKey);
  members.delete(resource.itemKey);
  const sideloads = [...members].filter(([name, slice]) => SIDELOAD.test(name) && isArray(page, slice));
  return [
    ...sideloads.map(([name, slice]) => lines(`${resource.name}_${name}`, page, slice)),
    ...(records === undefined ? [] : [lines(resource.name, page, records)]),
  ].filter((part) => part.records > 0);
}

/** The array's elements as Zendesk sent them, byte for byte, each on a line. */
function lines(dataset: string, page: Buffer, array: Slice): Part {
  const elements = arrayElements(page, array);
  const sizes = elements.map(({ start, end }) => end - start);
  const body = Buffer.alloc(
    sizes.reduce((sum, size) => sum + size + 1, 0),
    LINE_BREAK,
  );
  let at = 0;
  for (const { start, end } of elements) at += page.copy(body, at, start, end) + 1;
  return {
    dataset,
    body,
    mediaType: 'application/x-ndjson',
    records: elements.length,
    ...oversized(sizes, ROW_LIMIT_BYTES.ndjson),
  };
}

function oversized(sizes: readonly number[], limit: number): Pick<Part, 'oversized'> {
  const over = sizes.filter((size) => size > limit);
  if (over.length === 0) return {};
  return { oversized: { rows: over.length, largest_bytes: Math.max(...over), limit_bytes: limit } };
}
