import { createHash } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { formatObjectKey, type ObjectKey } from '#common/object-key.ts';
import type { LayoutName } from './odd-lake.ts';

/** Epoch seconds: when an object is written unless it says so. */
export const WRITTEN_AT = 1_767_225_600;

/** An object of an odd lake. */
export type OddObject = {
  /** The uncompressed body. */
  readonly body: Buffer;
  /** Epoch seconds: the interval in the name. */
  readonly start: number;
  readonly end: number;
  readonly subdomain?: string;
  /** Epoch seconds. */
  readonly writtenAt?: number;
  readonly isGzip?: boolean;
  /** The bytes of the file, if they are not the compressed body. */
  readonly stored?: Buffer;
  /** A folder in place of `dt=…`. */
  readonly folder?: string;
};

/** Raw text as bytes: `@@FF@@` stands for a byte that is not UTF-8. */
const encode = (text: string): Buffer =>
  Buffer.concat(
    text.split('@@FF@@').flatMap((part, index) => [...(index > 0 ? [Buffer.of(0xff)] : []), Buffer.from(part)]),
  );

/** A body of the layout with these records, given as raw JSON. */
export function bodyOf(layout: LayoutName, records: readonly string[], pageEnd = ''): Buffer {
  if (layout === 'ndjson') return encode(records.map((record) => `${record}\n`).join(''));
  return encode(`{"tickets":[${records.join(',')}]${pageEnd},"end_of_stream":false,"end_time":1766019296}`);
}

/** The key of an object below the lake's prefix. */
export function keyOf(object: OddObject): string {
  const { body, start, end, subdomain = 'sandbox', isGzip = true, folder } = object;
  const key: ObjectKey = {
    prefix: 'lake',
    dataset: 'tickets',
    subdomain,
    startTime: start,
    endTime: end,
    digest: createHash('sha256').update(body).digest('hex'),
    pagination: 'time',
    isGzip,
  };
  const formatted = formatObjectKey(key).slice('lake/'.length);
  return folder === undefined ? formatted : formatted.replace(/dt=[^/]+/, folder);
}

/** Writes an object below a lake's folder. */
export async function putObject(lake: string, object: OddObject): Promise<void> {
  const { body, isGzip = true, writtenAt = WRITTEN_AT } = object;
  const path = join(lake, keyOf(object));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, object.stored ?? (isGzip ? gzipSync(body) : body));
  await utimes(path, writtenAt, writtenAt);
}
