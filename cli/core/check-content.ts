import { hash } from 'node:crypto';
import type { LandedMetadata } from '#catalog/landed-object.ts';
import { DIGEST_LENGTH, type ObjectName } from '#common/object-key.ts';
import { findUnreadableRows, type UnreadableRows } from '#functions/export/core/page/unreadable.ts';
import { readTimestamp } from '#functions/export/core/page/timestamp.ts';
import type { IncrementalResource } from '#functions/export/core/resource.ts';
import { parseElements } from './json-elements.ts';

/** The format of an object's content. */
export type Content = {
  readonly layout: 'page' | 'ndjson';
  /** In the layout `page`: the member with the records. */
  readonly itemKey: string;
  /** The timestamp field of the records and its format; undefined for sideloads and lists, which have none. */
  readonly timestamp: Pick<IncrementalResource['version'], 'timestamp' | 'timestampFormat'> | undefined;
};

/** The part of an object's name that its content has to match. */
export type CheckedName = Pick<ObjectName, 'digest' | 'startTime' | 'endTime'> & {
  readonly pagination: ObjectName['pagination'] | 'list';
};

type CheckedMetadata = Pick<LandedMetadata, 'records' | 'digest'>;

/** The result of a check. */
export type ContentCheck = {
  /** One phrase each, without quoting the content. Empty if the object is intact. */
  readonly problems: readonly string[];
  /** The lines of an intact object that some readers refuse. They were checked after a repair. */
  readonly unreadable?: UnreadableRows;
};

/**
 * Checks an object's content against its key and metadata.
 *
 * @param metadata - undefined if the object was copied without it. Only its content is checked then.
 * @param body - uncompressed
 */
export function checkContent(
  name: CheckedName,
  metadata: CheckedMetadata | undefined,
  body: Buffer,
  content: Content,
): ContentCheck {
  const digest = hash('sha256', body, 'hex');
  if (!isExpected(digest, name, metadata, content)) {
    return { problems: [`content does not match its digest (found ${digest.slice(0, DIGEST_LENGTH)})`] };
  }
  const unreadable = findUnreadableRows(body);
  const { timestamp } = content;
  let [records, outside] = [0, 0];
  const isValid = parseElements(body, content, (record) => {
    records += 1;
    if (timestamp !== undefined && !isWithin(record, timestamp, name)) outside += 1;
  });
  if (!isValid) return { problems: ['content is not valid for its layout'] };
  const problems: string[] = [];
  if (metadata !== undefined && records !== metadata.records) {
    problems.push(`contains ${records} records, but its metadata says ${metadata.records}`);
  }
  if (outside > 0) problems.push(`${outside} of its records are outside the interval in its key`);
  return { problems, ...(unreadable !== undefined && { unreadable }) };
}

function isExpected(
  digest: string,
  name: CheckedName,
  metadata: CheckedMetadata | undefined,
  { layout }: Content,
): boolean {
  // The key of a cursor page has the digest of the whole page, even in ndjson. Its body's digest is in the metadata.
  const isPageDigest = name.pagination === 'cursor' && layout === 'ndjson';
  if (isPageDigest) return metadata === undefined || metadata.digest === digest;
  return digest.slice(0, DIGEST_LENGTH) === name.digest;
}

function isWithin(
  record: unknown,
  field: NonNullable<Content['timestamp']>,
  { startTime, endTime }: CheckedName,
): boolean {
  if (typeof record !== 'object' || record === null) return false;
  const at = readTimestamp(field.timestampFormat, new Map(Object.entries(record)).get(field.timestamp));
  return at !== undefined && at >= startTime && at <= endTime;
}
