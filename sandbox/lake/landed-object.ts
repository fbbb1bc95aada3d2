import { join } from 'node:path';
import { type LandedMetadata, parseMetadata } from '#catalog/landed-object.ts';
import { type ObjectName, parseObjectKey } from '#common/object-key.ts';
import { openObjectStore } from '../aws/s3/object-store.ts';

/** The object with a landed page's records, as its key and metadata describe it. */
export type LandedObject = Pick<ObjectName, 'startTime' | 'endTime' | 'pagination'> &
  LandedMetadata & {
    readonly key: string;
    readonly path: string;
    /** Epoch milliseconds. */
    readonly lastModifiedMs: number;
  };

/**
 * The landed pages of one export, in the order in which they were written. Other files are not looked at.
 *
 * @param prefix - the key's part before `dt=`, e.g. `zendesk/tickets/subdomain=acme/`
 */
export async function landedObjects(lakeDir: string, prefix: string): Promise<LandedObject[]> {
  const store = openObjectStore(lakeDir);
  const described = await Promise.all(
    (await store.keys(prefix)).map(async (key): Promise<LandedObject[]> => {
      const name = parseObjectKey(key);
      const info = await store.info(key);
      if (name === undefined || info === undefined) return [];
      const { startTime, endTime, pagination } = name;
      const path = join(lakeDir, key);
      const metadata = parseMetadata(info.metadata);
      return [{ key, path, startTime, endTime, pagination, lastModifiedMs: info.lastModified, ...metadata }];
    }),
  );
  return described.flat().sort((a, b) => a.lastModifiedMs - b.lastModifiedMs || a.requestedAtMs - b.requestedAtMs);
}
