import { describeObjects } from './described-objects.ts';

/** A landed object, as described by its key and metadata. */
export type LandedObject = {
  readonly key: string;
  readonly path: string;
  /** Bytes, compressed. */
  readonly size: number;
  /** The interval that the page covers, in epoch seconds. */
  readonly startTime: number;
  readonly endTime: number;
  /** The endpoint that returned the page. */
  readonly pagination: 'time' | 'cursor';
  /** On a cursor page: the cursor of the request. Absent on the first page of a walk. */
  readonly cursor?: string;
  /** On a cursor page: the cursor of the next page. */
  readonly afterCursor?: string;
  /** Epoch milliseconds. */
  readonly requestedAtMs: number;
  readonly lastModifiedMs: number;
};

/**
 * End of a key. The sandbox has its own parser for keys and metadata, so that the verification does not repeat a bug of
 * the function.
 */
const OBJECT_NAME = /\/(?<start>\d{10})-(?<end>\d{10})-[0-9a-f]{12}(?:\.cursor)?\.json(?:\.gz)?$/;

/**
 * Returns the landed pages of one export in write order. Ignores other files.
 *
 * @param prefix - the keys up to `dt=`, e.g. `zendesk/tickets/subdomain=acme/`
 */
export async function landedObjects(lakeDir: string, prefix: string): Promise<LandedObject[]> {
  const described = await describeObjects(lakeDir, prefix, OBJECT_NAME);
  const objects = described.map(({ key, path, name, info: { size, lastModified, metadata } }): LandedObject => {
    const { pagination, cursor, 'after-cursor': afterCursor, 'requested-at': requestedAt } = metadata;
    return {
      key,
      path,
      size,
      startTime: Number(name['start']),
      endTime: Number(name['end']),
      pagination: pagination === 'cursor' ? 'cursor' : 'time',
      ...(cursor !== undefined && { cursor }),
      ...(afterCursor !== undefined && { afterCursor }),
      requestedAtMs: Number(requestedAt ?? 0),
      lastModifiedMs: lastModified,
    };
  });
  return objects.sort((a, b) => a.lastModifiedMs - b.lastModifiedMs || a.requestedAtMs - b.requestedAtMs);
}
