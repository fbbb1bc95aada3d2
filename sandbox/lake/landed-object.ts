import { join } from 'node:path';
import { openObjectStore } from '../aws/s3/object-store.ts';

/** An object with a landed page's records, as its key and metadata describe it. */
export type LandedObject = {
  readonly key: string;
  readonly path: string;
  /** Epoch seconds: the interval that the page covers. */
  readonly startTime: number;
  readonly endTime: number;
  /** The endpoint that the page came from. */
  readonly pagination: 'time' | 'cursor';
  /** On a cursor page: the cursor asked with. Absent on the first page of a walk. */
  readonly cursor?: string;
  /** On a cursor page: the cursor that leads on. */
  readonly afterCursor?: string;
  /** Epoch milliseconds. */
  readonly requestedAtMs: number;
  readonly lastModifiedMs: number;
};

/**
 * How a key ends. The sandbox reads keys and metadata on its own, so that a mistake in the key grammar is not repeated
 * by the check.
 */
const OBJECT_NAME = /\/(?<start>\d{10})-(?<end>\d{10})-[0-9a-f]{12}(?:\.cursor)?\.json(?:\.gz)?$/;

/**
 * The landed pages of one export, in the order in which they were written. Other files are not looked at.
 *
 * @param prefix - the key's part before `dt=`, e.g. `zendesk/tickets/subdomain=acme/`
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
