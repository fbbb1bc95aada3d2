import { hash } from 'node:crypto';
import type { LandedMetadata } from '#catalog/landed-object.ts';
import { DIGEST_LENGTH, type ObjectName } from '#common/object-key.ts';
import { readTimestamp } from '#functions/export/core/page/timestamp.ts';
import type { Resource } from '#functions/export/core/resource.ts';

/** How the records of an object lie in it. */
export type Content = {
  readonly layout: 'page' | 'ndjson';
  /** On a page: the member that holds the records. */
  readonly itemKey: string;
  /** The field by which records are placed in time, and its format; undefined where they are not, as sideloads. */
  readonly timestamp: Pick<Resource['version'], 'timestamp' | 'timestampFormat'> | undefined;
};

type Interval = Pick<ObjectName, 'startTime' | 'endTime'>;

/**
 * Checks an object's content against its key and metadata.
 *
 * @param body - uncompressed
 * @returns what is wrong with it, one sentence each; nothing of what is in it is quoted
 */
export function checkContent(
  name: Interval & Pick<ObjectName, 'digest' | 'pagination'>,
  metadata: Pick<LandedMetadata, 'records' | 'digest'>,
  body: Buffer,
  content: Content,
): string[] {
  const digest = hash('sha256', body, 'hex');
  // The key of a cursor page has the digest of the whole page, also where the body is only its lines.
  const isPageDigest = name.pagination === 'cursor' && content.layout === 'ndjson';
  const isLanded = isPageDigest ? digest === metadata.digest : digest.slice(0, DIGEST_LENGTH) === name.digest;
  if (!isLanded) return [`its content has the digest ${digest.slice(0, DIGEST_LENGTH)}, and is not what was landed`];
  const records = recordsIn(body, content);
  if (records === undefined) return ['its content cannot be read as its layout'];
  const problems: string[] = [];
  if (records.length !== metadata.records) {
    problems.push(`it holds ${records.length} records, and its metadata says ${metadata.records}`);
  }
  const { timestamp } = content;
  if (timestamp === undefined) return problems;
  const outside = records.filter((record) => !isWithin(record, timestamp, name)).length;
  if (outside > 0) problems.push(`${outside} of its records lie outside of the interval in its name`);
  return problems;
}

function recordsIn(body: Buffer, { layout, itemKey }: Content): readonly unknown[] | undefined {
  try {
    if (layout === 'ndjson') {
      // What no line break ends is no line.
      const lines = body.toString('utf8').split('\n');
      return lines.pop() === '' ? lines.map((line): unknown => JSON.parse(line)) : undefined;
    }
    const page: unknown = JSON.parse(body.toString('utf8'));
    const records = memberOf(page, itemKey);
    return Array.isArray(records) ? records : undefined;
  } catch {
    // Not the error: it quotes what it could not parse.
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
