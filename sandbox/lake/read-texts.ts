import type { LakeLayout } from './layout.ts';
import { readObject } from './read-object.ts';
import type { LakeResource } from './resources.ts';

/** Returns the exact texts of the records in a landed file. Omits texts that cannot be read. */
export async function readTexts(
  path: string,
  layout: Pick<LakeLayout, 'records'>,
  dataset: Pick<LakeResource, 'name'>,
): Promise<string[]> {
  const content = await readObject(path).catch(() => undefined);
  return content === undefined ? [] : layout.records(content.text, dataset).filter(isJson);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
