import { formatObjectKey } from '#common/object-key.ts';
import type { DatasetObject } from './layout.ts';
import type { Page } from '../page/page.ts';
import { type Position, secondOf } from '../pagination/position.ts';
import type { ExportRequest } from '../export-request.ts';
import type { Resource } from '../resource.ts';

/** An object of the lake before compression: name, content and metadata follow from the page and its layout alone. */
export type LandedObject = {
  /** The export it belongs to, for messages. */
  readonly exportId: string;
  readonly key: string;
  /** Gzipped where Zendesk sent it so, uncompressed otherwise. */
  readonly bytes: Buffer;
  readonly isGzip: boolean;
  /** Of the uncompressed body. */
  readonly mediaType: string;
  readonly compression: ExportRequest['compression'];
  readonly metadata: Readonly<Record<string, string>>;
};

/** What the names and metadata of a page's objects are made of, besides what is in them. */
export type ObjectContext = {
  readonly prefix: string;
  readonly resource: Resource;
  readonly subdomain: string;
  readonly compression: ExportRequest['compression'];
  readonly runId: string;
  /** Where the page was asked from. */
  readonly position: Position;
  readonly page: Page;
  /** Epoch milliseconds. */
  readonly requestedAt: number;
};

/** The cursor item's key: `acme/tickets`. */
export const exportId = (subdomain: string, resource: Resource): string => `${subdomain}/${resource.name}`;

/** The account and the resource of an export's id. */
export function parseExportId(id: string): { readonly subdomain: string; readonly resource: string } {
  // Stryker disable next-line StringLiteral: an id has both parts, the defaults are for the compiler
  const [subdomain = '', resource = ''] = id.split('/');
  return { subdomain, resource };
}

/**
 * Epoch seconds where a page's interval ends: its own `end_time`, or on a cursor page its last record's timestamp. A
 * page that has neither leads nowhere, and ends where it was asked from.
 */
export function pageEndTime(page: Page, position: Position): number {
  const last = page.records.at(-1)?.timestamp ?? secondOf(position);
  // Stryker disable next-line ConditionalExpression: without an end_time the last record counts anyway
  return page.pagination === 'time' ? (page.endTime ?? last) : last;
}

/**
 * Names what a page puts into a dataset. The key follows from the content, so a page landed twice has one key, and
 * different content never has the same: a key from the position alone would let a shorter page stand for a later,
 * longer one. Cursor pages are named by the digest of the whole page: the lines of two of them may be equal, or none.
 */
export function buildObject(landing: ObjectContext, part: DatasetObject): LandedObject {
  const { prefix, resource, subdomain, position, page, compression } = landing;
  const { dataset, bytes, isGzip, mediaType } = part;
  const { pagination } = page;
  const startTime = secondOf(position);
  const endTime = pageEndTime(page, position);
  const digest = pagination === 'cursor' ? part.pageDigest : part.digest;
  const name = { startTime, endTime, digest, pagination, isGzip: compression === 'gzip' };
  return {
    exportId: exportId(subdomain, resource),
    key: formatObjectKey({ prefix, dataset, subdomain, ...name }),
    bytes,
    isGzip,
    mediaType,
    compression,
    metadata: {
      'start-time': String(startTime),
      'end-time': String(endTime),
      records: String(part.records),
      'end-of-stream': String(page.endOfStream),
      pagination,
      'requested-at': String(landing.requestedAt),
      'run-id': landing.runId,
      // The key does not name the body then.
      ...(digest !== part.digest && { digest: part.digest }),
      // Stryker disable next-line ConditionalExpression: only a walk has a cursor, the condition is for the compiler
      ...(position.kind === 'cursor' && position.cursor !== undefined && { cursor: position.cursor }),
      ...(page.pagination === 'cursor' && page.afterCursor !== null && { 'after-cursor': page.afterCursor }),
    },
  };
}
