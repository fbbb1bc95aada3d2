import { mapConcurrently } from '../aws/concurrently.ts';
import { checkContent, type Content } from '../core/check-content.ts';
import type { Listed } from '../core/prove-chain.ts';
import type { Context, Target } from '../context.ts';
import type { Progress } from '../print/progress.ts';

/** An object that is not what it was. */
export type Damage = { readonly key: string; readonly problems: readonly string[] };

/** Pages may have a hundred megabytes. */
const READ_AT_A_TIME = 4;

/** Reads all objects of an export, those of its sideloads too, and holds each against its name and metadata. */
export async function checkObjects(
  { lake, stack }: Context,
  { request, resource, prefix }: Target,
  objects: readonly Listed[],
  progress: Progress,
): Promise<{ readonly checked: number; readonly damaged: readonly Damage[] }> {
  const { layout, subdomain } = request;
  const datasets = `${stack.prefix}/${resource.name}_`;
  const sideloads = layout === 'page' ? [] : await lake.list(datasets);
  const all = [...objects, ...sideloads.filter(({ key }) => key.includes(`/subdomain=${subdomain}/`))];
  progress.expect(all.length);
  const checked = await mapConcurrently(all, READ_AT_A_TIME, async (object): Promise<Damage> => {
    const isRecords = object.key.startsWith(prefix);
    const timestamp = isRecords ? resource.version.timestamp : undefined;
    const content: Content = { layout, itemKey: resource.itemKey, timestamp };
    const read = await lake.read(object);
    progress.done();
    const problems = 'problem' in read ? [read.problem] : checkContent(object, read.metadata, read.body, content);
    return { key: object.key, problems };
  });
  return { checked: all.length, damaged: checked.filter(({ problems }) => problems.length > 0) };
}
