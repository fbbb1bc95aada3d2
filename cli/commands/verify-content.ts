import { formatFolder } from '#common/object-key.ts';
import { eachConcurrently } from '#common/concurrently.ts';
import { checkContent, type Content } from '../core/check-content.ts';
import type { ListedObject, ListedPage } from '../core/listed-object.ts';
import type { Context } from '../context.ts';
import type { Target } from '../targets.ts';
import type { Progress } from '../print/progress.ts';

/** A damaged object. */
type Damage = { readonly key: string; readonly problems: readonly string[] };

/** Limited, because pages may have 100 MB. */
const READ_CONCURRENCY = 4;

/** The result of reading all objects of an export. */
export type ContentReport = {
  readonly checked: number;
  readonly damaged: readonly Damage[];
  /** The number of objects that were copied without their metadata, so that only their content was checked. */
  readonly withoutMetadata: number;
};

/**
 * Reads all objects of an export, sideloads included, and checks each against its key and metadata. Ignores objects that
 * are deleted meanwhile.
 */
export async function checkObjects(context: Context, target: Target, progress: Progress): Promise<ContentReport> {
  let checked = 0;
  let withoutMetadata = 0;
  const damaged: Damage[] = [];
  await eachConcurrently(listAll(context, target, progress), READ_CONCURRENCY, async (object) => {
    const read = await context.lake.read(object);
    progress.increment();
    if (read === undefined) return;
    checked += 1;
    if (!('problem' in read) && read.metadata === undefined) withoutMetadata += 1;
    const problems =
      'problem' in read
        ? [read.problem]
        : checkContent(describeName(object), read.metadata, read.body, describeContent(target, object));
    if (problems.length > 0) damaged.push({ key: object.key, problems });
  });
  return { checked, damaged: damaged.toSorted((a, b) => (a.key < b.key ? -1 : 1)), withoutMetadata };
}

/** Lists the objects of an export, and those of its sideloads. */
async function* listAll(
  { lake, stack }: Context,
  { request, resource, folder }: Target,
  progress: Progress,
): AsyncGenerator<ListedObject | ListedPage> {
  if (resource.kind === 'list') {
    for await (const page of lake.listPages(formatFolder(folder))) {
      progress.addTotal(1);
      yield page;
    }
    return;
  }
  const objects = await lake.list(formatFolder(folder));
  const sideloads = request.layout === 'page' ? [] : await lake.list(`${stack.prefix}/${resource.name}_`);
  const all = [...objects, ...sideloads.filter(({ subdomain }) => subdomain === request.subdomain)];
  progress.addTotal(all.length);
  yield* all;
}

/** All records of a list's page have the time of their snapshot. */
const describeName = (object: ListedObject | ListedPage): Parameters<typeof checkContent>[0] =>
  'snapshot' in object
    ? { digest: object.digest, startTime: object.snapshot, endTime: object.snapshot, pagination: 'list' }
    : object;

function describeContent({ request, resource, folder }: Target, object: ListedObject | ListedPage): Content {
  const { layout } = request;
  if (resource.kind === 'list') {
    const { itemKey, parents } = resource;
    const isOfParents = parents !== undefined && 'page' in object && object.page === 1;
    return { layout, itemKey: isOfParents ? parents.itemKey : itemKey, timestamp: undefined };
  }
  const timestamp = object.dataset === folder.dataset ? resource.version : undefined;
  return { layout, itemKey: resource.itemKey, timestamp };
}
