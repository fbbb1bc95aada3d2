import { join } from 'node:path';
import { openObjectStore } from '../aws/s3/object-store.ts';

/** The object with a landed page's records, as its key and metadata describe it. Times are epoch seconds unless the name says otherwise. */
export type LandedObject = {
  readonly key: string;
  readonly path: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly pagination: 'time' | 'cursor';
  /** On a walk's page: the cursor asked with; absent on the walk's first. */
  readonly cursor?: string;
  /** On a walk's page: the cursor that leads on. */
  readonly afterCursor?: string;
  readonly requestedAtMs: number;
  readonly lastModifiedMs: number;
};

const NAME = /\/(\d{10})-(\d{10})-[0-9a-f]{12}\.json(\.gz)?$/;

/**
 * The landed pages of one export, in the order in which they were written. Other files are not looked at.
 *
 * @param prefix - the key's part before `dt=`, e.g. `zendesk/tickets/subdomain=acme/`
 */
export async function landedObjects(lakeDir: string, prefix: string): Promise<LandedObject[]> {
  const store = openObjectStore(lakeDir);
  const described = await Promise.all(
    (await store.keys(prefix)).map(async (key): Promise<LandedObject[]> => {
      const [, start, end] = NAME.exec(key) ?? [];
      const info = await store.info(key);
      if (start === undefined || end === undefined || info === undefined) return [];
      const { pagination, cursor, 'after-cursor': afterCursor, 'requested-at': requestedAt } = info.metadata;
      return [
        {
          key,
          path: join(lakeDir, key),
          startTime: Number(start),
          endTime: Number(end),
          pagination: pagination === 'cursor' ? 'cursor' : 'time',
          ...(cursor !== undefined && { cursor }),
          ...(afterCursor !== undefined && { afterCursor }),
          requestedAtMs: Number(requestedAt ?? 0),
          lastModifiedMs: info.lastModified,
        },
      ];
    }),
  );
  return described.flat().sort((a, b) => a.lastModifiedMs - b.lastModifiedMs || a.requestedAtMs - b.requestedAtMs);
}
