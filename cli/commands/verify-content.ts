import { mapConcurrently } from '../aws/concurrently.ts';
import { checkContent, type Content } from '../core/check-content.ts';
import type { ListedObject } from '../core/listed-object.ts';
import type { Context } from '../context.ts';
import type { Target } from '../targets.ts';
import type { Progress } from '../print/progress.ts';

/** A damaged object. */
export type Damage = { readonly key: string; readonly problems: readonly string[] };

/** Limited, because pages may have 100 MB. */
const READ_CONCURRENCY = 4;

/** Reads all objects of an export, sideloads included, and checks each against its key and metadata. */
export async function checkObjects(
  { lake, stack }: Context,
  { request, resource, folder }: Target,
  objects: readonly ListedObject[],
  progress: Progress,
): Promise<{ readonly checked: number; readonly damaged: readonly Damage[] }> {
  const { layout, subdomain } = request;
  const sideloads = layout === 'page' ? [] : await lake.list(`${stack.prefix}/${resource.name}_`);
  const all = [...objects, ...sideloads.filter((each) => each.subdomain === subdomain)];
  progress.addTotal(all.length);
  const checked = await mapConcurrently(all, READ_CONCURRENCY, async (object): Promise<Damage> => {
    const hasTimestamps = object.dataset === folder.dataset && resource.kind === 'incremental';
    const timestamp = hasTimestamps ? resource.version : undefined;
    const content: Content = { layout, itemKey: resource.itemKey, timestamp };
    const read = await lake.read(object);
    progress.increment();
    const problems = 'problem' in read ? [read.problem] : checkContent(object, read.metadata, read.body, content);
    return { key: object.key, problems };
  });
  return { checked: all.length, damaged: checked.filter(({ problems }) => problems.length > 0) };
}
