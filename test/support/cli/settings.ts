import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../sandbox/aws/temporary-folder.ts';

/** Writes a settings file. Returns its path, for the `io` of a command. */
export async function writeSettings(settings: object | string): Promise<{ readonly settingsFile: string }> {
  const settingsFile = join(await temporaryFolder(), 'zendesk-lake.json');
  await writeFile(settingsFile, typeof settings === 'string' ? settings : JSON.stringify(settings));
  return { settingsFile };
}
