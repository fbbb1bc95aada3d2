import { formatObjectKey } from '#common/object-key.ts';
import { formatSnapshotKey } from '#common/snapshot-key.ts';
import type { DatasetObject } from './layout.ts';
import type { Page } from '../page/page.ts';
import { type ListPosition, type Position, secondOf } from '../pagination/position.ts';
import type { ExportRequest } from '../export-request.ts';
import type { Resource } from '../resource.ts';

/** An object of the lake with its key and metadata, before compression. */
export type LandedObject = {
  /** The id of its export, for messages. */
  readonly exportId: string;
  readonly key: string;
  /** Gzipped if Zendesk sent the page gzipped and it lands unchanged; uncompressed otherwise. */
  readonly bytes: Buffer;
  readonly isGzip: boolean;
  /** Media type of the uncompressed body. */
  readonly mediaType: string;
  readonly compression: ExportRequest['compression'];
  readonly metadata: Readonly<Record<string, string>>;
};

/** The context of a page from which the keys and metadata of its objects are built. */
export type ObjectContext = {
  readonly prefix: string;
  readonly resource: Resource;
  readonly subdomain: string;
  readonly compression: ExportRequest['compression'];
  readonly runId: string;
  /** The position at which the page was requested. */
  readonly position: Position;
  readonly page: Page;
  /** When the page was requested, in epoch milliseconds. */
  readonly requestedAt: number;
};

/** Returns the export's id, which is the key of its cursor item: `acme/tickets`. */
export const exportId = (subdomain: string, resource: Resource): string => `${subdomain}/${resource.name}`;

/** Splits an export's id into account and resource. */
export function parseExportId(id: string): { readonly subdomain: string; readonly resource: string } {
  // Stryker disable next-line StringLiteral: an id has both parts, the defaults are only for the compiler
  const [subdomain = '', resource = ''] = id.split('/');
  return { subdomain, resource };
}

/**
 * Returns the end of a page's interval in epoch seconds: its `end_time`, or on a cursor page the last record's
 * timestamp. For a list, this is the time of the snapshot. Without either, the interval ends at the requested position.
 */
export function pageEndTime(page: Page, position: Position): number {
  const last = page.records.at(-1)?.timestamp ?? secondOf(position);
  // Stryker disable next-line ConditionalExpression: a page without an end_time ends at its last record anyway
  return page.pagination === 'time' ? (page.endTime ?? last) : last;
}

/**
 * Builds a landed object with its key and metadata.
 *
 * The key contains a digest of the content. So a page that lands twice has the same key both times, and different
 * content has different keys. A key from the position alone would be the same for a short page and a later, longer one.
 * Objects of cursor pages use the digest of the whole page, because two cursor pages may have equal lines or none.
 */
export function buildObject(context: ObjectContext, part: DatasetObject): LandedObject {
  const { resource, subdomain, position, page, compression } = context;
  const { bytes, isGzip, mediaType } = part;
  const { pagination } = page;
  const { key, digest } = nameObject(context, part);
  return {
    exportId: exportId(subdomain, resource),
    key,
    bytes,
    isGzip,
    mediaType,
    compression,
    metadata: {
      'start-time': String(secondOf(position)),
      'end-time': String(pageEndTime(page, position)),
      records: String(part.records),
      'end-of-stream': String(page.endOfStream),
      pagination,
      'requested-at': String(context.requestedAt),
      'run-id': context.runId,
      // The key contains the page's digest here, so the body's digest goes into the metadata.
      ...(digest !== part.digest && { digest: part.digest }),
      // Stryker disable next-line ConditionalExpression: only cursor positions have a cursor, the condition is only for the compiler
      ...(position.kind === 'cursor' && position.cursor !== undefined && { cursor: position.cursor }),
      ...(page.pagination === 'cursor' && page.afterCursor !== null && { 'after-cursor': page.afterCursor }),
      ...(position.kind === 'list' && snapshotMetadata(position, page.endOfStream)),
    },
  };
}

/** Returns the key of an object, and the digest in it. */
function nameObject(
  { prefix, subdomain, position, page, compression }: ObjectContext,
  { dataset, digest, pageDigest }: DatasetObject,
): { readonly key: string; readonly digest: string } {
  const folder = { prefix, dataset, subdomain, isGzip: compression === 'gzip' };
  if (position.kind === 'list') {
    const { snapshot, page: number, parent } = position;
    const name = { snapshot, page: number, ...(parent && { parent: parent.id }), isLast: page.endOfStream, digest };
    return { key: formatSnapshotKey({ ...folder, ...name }), digest };
  }
  const pagination = position.kind;
  const inKey = pagination === 'cursor' ? pageDigest : digest;
  const interval = { startTime: secondOf(position), endTime: pageEndTime(page, position) };
  return { key: formatObjectKey({ ...folder, ...interval, pagination, digest: inKey }), digest: inKey };
}

const snapshotMetadata = ({ snapshot, page, since }: ListPosition, isLast: boolean): Record<string, string> => ({
  snapshot: String(snapshot),
  page: String(page),
  last: String(isLast),
  ...(since !== undefined && { since: String(since) }),
});
