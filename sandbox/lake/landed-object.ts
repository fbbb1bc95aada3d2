import { join } from 'node:path';
import { openObjectStore } from '../aws/s3/object-store.ts';

/** A landed object, as described by its key and metadata. */
export type LandedObject = {
  readonly key: string;
  readonly path: string;
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
  const store = openObjectStore(lakeDir);
  const described = await Promise.all(
    (await store.keys(prefix)).map(async (key): Promise<LandedObject[]> => {
      const name = OBJECT_NAME.exec(key)?.groups;
      const info = await store.info(key);
      if (name === undefined || info === undefined) return [];
      const { cursor, 'after-cursor': afterCursor } = info.metadata;
      const object: LandedObject = {
        key,
        path: join(lakeDir, key),
        startTime: Number(name['start']),
        endTime: Number(name['end']),
        pagination: info.metadata['pagination'] === 'cursor' ? 'cursor' : 'time',
        ...(cursor !== undefined && { cursor }),
        ...(afterCursor !== undefined && { afterCursor }),
        requestedAtMs: Number(info.metadata['requested-at'] ?? 0),
        lastModifiedMs: info.lastModified,
      };
      return [object];
    }),
  );
  return described.flat().sort((a, b) => a.lastModifiedMs - b.lastModifiedMs || a.requestedAtMs - b.requestedAtMs);
}
