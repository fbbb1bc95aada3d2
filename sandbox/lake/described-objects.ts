import { join } from 'node:path';
import { mapConcurrently } from '#common/concurrently.ts';
import { type ObjectInfo, openObjectStore } from '../aws/s3/object-store.ts';

/** The largest number of files that are open at the same time. A process has a limit (`ulimit -n`), a lake has none. */
const OPEN_FILES = 16;

/** An object in the lake with the parts of its key and its metadata. */
type DescribedObject = {
  readonly key: string;
  readonly path: string;
  /** The named groups of the pattern. */
  readonly name: Readonly<Record<string, string | undefined>>;
  readonly info: ObjectInfo;
};

/**
 * Returns the objects whose keys begin with the prefix and match the pattern, in write order. Objects with the same write
 * time are in the order of their keys.
 */
export async function describeObjects(lakeDir: string, prefix: string, pattern: RegExp): Promise<DescribedObject[]> {
  const store = openObjectStore(lakeDir);
  const described = await mapConcurrently(
    await store.keys(prefix),
    OPEN_FILES,
    async (key): Promise<DescribedObject[]> => {
      const match = pattern.exec(key);
      const info = match === null ? undefined : await store.info(key);
      if (match === null || info === undefined) return [];
      return [{ key, path: join(lakeDir, key), name: match.groups ?? {}, info }];
    },
  );
  return described.flat().sort((a, b) => a.info.lastModified - b.info.lastModified);
}
