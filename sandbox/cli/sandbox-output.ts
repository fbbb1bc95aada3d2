import { mkdir, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openObjectStore, SIDE_FOLDER } from '../aws/s3/object-store.ts';
import { isOfAccount, type Place } from '../lake/layout.ts';

/** Says that the objects of the sandbox's account are simulated ones, which the next run may delete. */
const markPath = (lakeDir: string): string => join(lakeDir, SIDE_FOLDER, 'simulated');

/**
 * Deletes what the sandbox landed before, so that each run begins with an empty lake, and nothing else: where it is
 * not certain that all of the account's was simulated, it refuses.
 */
export async function emptySandboxOutput(place: Place): Promise<void> {
  const { lakeDir, layout, subdomain } = place;
  const store = openObjectStore(lakeDir);
  const objects = (await store.keys(layout.prefix)).filter(
    (key) => /\.json(\.gz)?$/.test(key) && isOfAccount(key, place),
  );
  const described = await Promise.all(objects.map((key) => store.info(key)));
  const isOurs = described.every((info) => info?.metadata['run-id'] !== undefined);
  if (objects.length > 0 && !(isOurs && (await isSimulated(lakeDir)))) {
    throw new Error(
      `${join(lakeDir, layout.prefix)} holds files of the account "${subdomain}" that the sandbox did not write, and a run would begin by deleting them. ` +
        'Move them away, or choose another folder with --lake.',
    );
  }
  for (const key of objects) await store.delete(key);
  const days = new Set(objects.map((key) => dirname(join(lakeDir, key))));
  // A day's folder with something else in it stays.
  for (const day of days) await rmdir(day).catch(() => undefined);

  await mkdir(dirname(markPath(lakeDir)), { recursive: true });
  await writeFile(markPath(lakeDir), 'The account "sandbox" in this lake is simulated.\n');
}

/** Whether the account of the sandbox's name in this lake is the simulated one. */
export async function isSimulated(lakeDir: string): Promise<boolean> {
  return stat(markPath(lakeDir)).then(
    () => true,
    () => false,
  );
}
