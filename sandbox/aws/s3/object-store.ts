import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keyedMutex } from './keyed-mutex.ts';

/** The metadata that S3 stores with an object. */
export type ObjectInfo = {
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
  /** Epoch milliseconds by the sandbox clock. */
  readonly lastModified: number;
  readonly contentType: string;
  /** User metadata, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Checksum headers of the upload, e.g. `x-amz-checksum-crc32`. */
  readonly checksums: Readonly<Record<string, string>>;
};

type NewObject = Omit<ObjectInfo, 'size' | 'etag'> & { readonly body: Buffer };

export type ObjectStore = {
  /** Writes an object atomically. With `ifAbsent`, an existing object is not changed and the result is null. */
  put(key: string, object: NewObject, ifAbsent: boolean): Promise<ObjectInfo | null>;
  info(key: string): Promise<ObjectInfo | undefined>;
  read(key: string): Promise<Buffer | undefined>;
  delete(key: string): Promise<void>;
  /** Returns the keys with this prefix in S3's order (by UTF-8 bytes). Reads only the folders that can have them. */
  keys(prefix: string, range?: KeyRange): Promise<string[]>;
};

/** A part of the keys. @defaultValue all of them */
type KeyRange = {
  /** Only keys after this one. */
  readonly after?: string;
  /** The maximum number of keys, the first ones. */
  readonly limit?: number;
};

/** Hidden folder inside the bucket's folder for everything except the objects' bytes. */
export const SIDE_FOLDER = '.local-aws';

/**
 * Opens a folder as a bucket. Each object is a plain file under its key, so any tool can read the folder. The metadata
 * is in {@link SIDE_FOLDER}, where a glob for objects does not find it.
 *
 * Only one process may write to a folder at a time.
 */
export function openObjectStore(root: string): ObjectStore {
  const objectPath = (key: string): string => join(root, key);
  const infoPath = (key: string): string => join(root, SIDE_FOLDER, 's3', `${key}.meta`);
  const withLock = keyedMutex();

  const info = async (key: string): Promise<ObjectInfo | undefined> => {
    const file = await unlessMissing(stat(objectPath(key)));
    if (file?.isFile() !== true) return undefined;
    const written = parseInfo(await unlessMissing(readFile(infoPath(key), 'utf8')));
    if (written !== undefined) return written;
    // A file that the user put there is an object too, so that no conditional write replaces it.
    const etag = `"${file.size.toString(16)}-${Math.floor(file.mtimeMs).toString(16)}"`;
    const contentType = 'binary/octet-stream';
    return { size: file.size, etag, lastModified: file.mtimeMs, contentType, metadata: {}, checksums: {} };
  };

  return {
    info,
    read: (key) => unlessMissing(readFile(objectPath(key))),
    keys: (prefix, range = {}) => listKeys(root, prefix, range),
    delete: (key) =>
      withLock(key, async () => {
        await rm(objectPath(key), { force: true });
        await rm(infoPath(key), { force: true });
      }),
    put: (key, { body, ...described }, ifAbsent) =>
      withLock(key, async () => {
        if (ifAbsent && (await info(key)) !== undefined) return null;
        const etag = `"${createHash('md5').update(body).digest('hex')}"`;
        const written: ObjectInfo = { size: body.length, etag, ...described };
        // Metadata first: a crash in between leaves metadata without a file, which does not count as an object.
        await writeAtomically(root, infoPath(key), JSON.stringify(written), written.lastModified);
        await writeAtomically(root, objectPath(key), body, written.lastModified);
        return written;
      }),
  };
}

/**
 * Writes a file atomically: under a temporary name first, so that readers never see a partial file.
 *
 * @param modified - epoch milliseconds; also set as the file's modification time, for tools that read plain files
 */
async function writeAtomically(root: string, path: string, content: string | Buffer, modified: number): Promise<void> {
  const draft = join(root, SIDE_FOLDER, 'drafts', randomUUID());
  await mkdir(dirname(draft), { recursive: true });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, content);
  await utimes(draft, modified / 1000, modified / 1000);
  await rename(draft, path);
}

/** Returns the folder that has all keys with this prefix. */
const folderOf = (prefix: string): string => prefix.slice(0, prefix.lastIndexOf('/') + 1);

async function listKeys(root: string, prefix: string, { after = '', limit = Infinity }: KeyRange): Promise<string[]> {
  const keys: string[] = [];
  // The names to visit, in reverse order. Those of folders end with a slash.
  const pending = [folderOf(prefix)];
  for (let name = pending.pop(); name !== undefined && keys.length < limit; name = pending.pop()) {
    if (name !== '' && !name.endsWith('/')) {
      keys.push(name);
      continue;
    }
    const children = (await listFolder(root, name)).filter(
      (child) => child.startsWith(prefix) && (byUtf8(child, after) > 0 || isFolderOf(child, after)),
    );
    for (const child of children.sort((a, b) => byUtf8(b, a))) pending.push(child);
  }
  return keys;
}

const isFolderOf = (name: string, key: string): boolean => name.endsWith('/') && key.startsWith(name);

/** Returns the names of the files and folders in a folder, from the root on. */
async function listFolder(root: string, folder: string): Promise<string[]> {
  // No key has such a segment. The path would be outside the folder.
  if (
    folder
      .split('/')
      .slice(0, -1)
      .some((segment) => ['', '.', '..'].includes(segment))
  )
    return [];
  const entries = (await unlessMissing(readdir(join(root, folder), { withFileTypes: true }))) ?? [];
  return entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    .filter((name) => !name.startsWith(`${SIDE_FOLDER}/`));
}

/** Returns undefined if the metadata is missing or damaged. */
function parseInfo(stored: string | undefined): ObjectInfo | undefined {
  try {
    return stored === undefined ? undefined : JSON.parse(stored);
  } catch {
    return undefined;
  }
}

const byUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}
