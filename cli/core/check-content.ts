import { hash } from 'node:crypto';
import type { LandedMetadata } from '#catalog/landed-object.ts';
import { DIGEST_LENGTH, type ObjectName } from '#common/object-key.ts';
import { readTimestamp } from '#functions/export/core/page/timestamp.ts';
import type { IncrementalResource } from '#functions/export/core/resource.ts';

/** The format of an object's content. */
export type Content = {
  readonly layout: 'page' | 'ndjson';
  /** In the layout `page`: the member with the records. */
  readonly itemKey: string;
  /** The timestamp field of the records and its format; undefined for sideloads and lists, which have none. */
  readonly timestamp: Pick<IncrementalResource['version'], 'timestamp' | 'timestampFormat'> | undefined;
};

type Interval = Pick<ObjectName, 'startTime' | 'endTime'>;

/**
 * Checks an object's content against its key and metadata.
 *
 * @param metadata - undefined if the object was copied without it. Only its content is checked then.
 * @param body - uncompressed
 * @returns the problems, one phrase each, without quoting the content
 */
export function checkContent(
  name: Interval & Pick<ObjectName, 'digest'> & { readonly pagination: ObjectName['pagination'] | 'list' },
  metadata: Pick<LandedMetadata, 'records' | 'digest'> | undefined,
  body: Buffer,
  content: Content,
): string[] {
  const digest = hash('sha256', body, 'hex');
  // The key of a cursor page has the digest of the whole page, even in ndjson. Its body's digest is in the metadata.
  const isPageDigest = name.pagination === 'cursor' && content.layout === 'ndjson';
  const isLanded = isPageDigest ? isExpected(digest, metadata) : digest.slice(0, DIGEST_LENGTH) === name.digest;
  if (!isLanded) return [`content does not match its digest (found ${digest.slice(0, DIGEST_LENGTH)})`];
  const records = parseRecords(body, content);
  if (records === undefined) return ['content is not valid for its layout'];
  const problems: string[] = [];
  if (metadata !== undefined && records.length !== metadata.records) {
    problems.push(`contains ${records.length} records, but its metadata says ${metadata.records}`);
  }
  const { timestamp } = content;
  if (timestamp === undefined) return problems;
  const outside = records.filter((record) => !isWithin(record, timestamp, name)).length;
  if (outside > 0) problems.push(`${outside} of its records are outside the interval in its key`);
  return problems;
}

const isExpected = (digest: string, metadata: Pick<LandedMetadata, 'digest'> | undefined): boolean =>
  metadata === undefined || metadata.digest === digest;

function parseRecords(body: Buffer, { layout, itemKey }: Content): readonly unknown[] | undefined {
  try {
    if (layout === 'ndjson') {
      // Every line ends with a line break.
      const lines = body.toString('utf8').split('\n');
      return lines.pop() === '' ? lines.map((line): unknown => JSON.parse(line)) : undefined;
    }
    const page: unknown = JSON.parse(body.toString('utf8'));
    const records = memberOf(page, itemKey);
    return Array.isArray(records) ? records : undefined;
  } catch {
    // The error is discarded, because it quotes the content.
    return undefined;
  }
}

function isWithin(
  record: unknown,
  field: NonNullable<Content['timestamp']>,
  { startTime, endTime }: Interval,
): boolean {
  const at = readTimestamp(field.timestampFormat, memberOf(record, field.timestamp));
  return at !== undefined && at >= startTime && at <= endTime;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
