import { mkdir, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openObjectStore, SIDE_FOLDER } from '../aws/s3/object-store.ts';
import { describeObjects } from '../lake/described-objects.ts';
import { isOfAccount, type Place } from '../lake/layout.ts';

/** Path of the file that marks the objects of the sandbox account as simulated. The next run may delete them. */
const markPath = (lakeDir: string): string => join(lakeDir, SIDE_FOLDER, 'simulated');

/**
 * Deletes the objects of the previous sandbox run, so that each run starts with an empty lake.
 *
 * @throws Error if the account has files that the sandbox did not write
 */
export async function emptySandboxOutput(place: Place): Promise<void> {
  const { lakeDir, layout, subdomain } = place;
  const store = openObjectStore(lakeDir);
  const described = await describeObjects(lakeDir, `${layout.prefix}/`, /\.json(\.gz)?$/);
  const objects = described.filter(({ key }) => isOfAccount(key, place));
  const isOurs = objects.every(({ info }) => info.metadata['run-id'] !== undefined);
  if (objects.length > 0 && !(isOurs && (await isSimulated(lakeDir)))) {
    throw new Error(
      `${join(lakeDir, layout.prefix)} contains files of the account "${subdomain}" that the sandbox did not write. The sandbox deletes this account's files when it starts. ` +
        'Move them, or choose another folder with --lake.',
    );
  }
  for (const { key } of objects) await store.delete(key);
  const days = new Set(objects.map(({ path }) => dirname(path)));
  // Folders with other files are kept.
  for (const day of days) await rmdir(day).catch(() => undefined);

  await mkdir(dirname(markPath(lakeDir)), { recursive: true });
  await writeFile(markPath(lakeDir), 'The account "sandbox" in this lake is simulated.\n');
}

/** True if the sandbox account in this lake is simulated. */
export async function isSimulated(lakeDir: string): Promise<boolean> {
  return stat(markPath(lakeDir)).then(
    () => true,
    () => false,
  );
}
