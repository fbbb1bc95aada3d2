import { eachWithin, limitConcurrency, mapConcurrently } from '#common/concurrently.ts';
import { formatBytes, pluralize } from '#common/format.ts';
import { formatFolder } from '#common/object-key.ts';
import { LISTING_CONCURRENCY } from '../aws/clients.ts';
import { getErrorName } from '../aws/errors.ts';
import { checkContent, type CheckedName, type Content } from '../core/check-content.ts';
import { addVolumes, type ContentReport, createContentTally, type ObjectReading } from '../core/content-report.ts';
import type { ListedObject, ListedPage, Volume } from '../core/listed-object.ts';
import type { Context } from '../context.ts';
import { withProgress } from '../print/progress.ts';
import type { Target } from '../targets.ts';

/** Objects in progress: enough for a slow network, and as many bytes (as stored) as memory allows. */
const MAX_READS = 32;
const MAX_READ_BYTES = 64 * 1024 * 1024;

/** Contents that are uncompressed at the same time: one is checked while the next one is inflated. */
const MAX_INFLATED = 2;

/** After this many errors in a row, the cause is not a single object. */
const MAX_ERRORS = 100;

type Listed = { readonly target: Target; readonly object: ListedObject | ListedPage };

/**
 * Reads all objects of exports, sideloads included, and checks each against its key and metadata. Says beforehand how
 * much it reads.
 *
 * @param volumes - by export: its objects without sideloads
 * @returns the reports by export
 * @throws the last error, if no object can be read
 */
export async function readContents(
  context: Context,
  targets: readonly Target[],
  volumes: ReadonlyMap<string, Volume>,
): Promise<ReadonlyMap<string, ContentReport>> {
  const planned = await planReading(context, targets, volumes);
  context.io.err.write(announce(planned));
  const tallies = new Map(targets.map(({ id }) => [id, createContentTally()]));
  const limits = { items: MAX_READS, weight: MAX_READ_BYTES, weigh: ({ object }: Listed) => object.bytes };
  const reader = createReader(context);
  await withProgress(context.io, (count) => {
    const reading = count('reading', formatBytes);
    reading.addTotal(addVolumes([...planned.values()]).bytes);
    return eachWithin(listAll(context, targets), limits, async (listed) => {
      const { target, object } = listed;
      tallies.get(target.id)?.add(object.key, await reader.read(listed));
      reading.add(object.bytes);
    });
  });
  reader.assertSuccess();
  return new Map([...tallies].map(([id, tally]) => [id, tally.report()]));
}

/** Returns the volume to read by export, sideloads included. */
async function planReading(
  context: Context,
  targets: readonly Target[],
  volumes: ReadonlyMap<string, Volume>,
): Promise<ReadonlyMap<string, Volume>> {
  const planned = await mapConcurrently(targets, LISTING_CONCURRENCY, async (target) => {
    let { objects, bytes } = volumes.get(target.id) ?? { objects: 0, bytes: 0 };
    for await (const sideload of listSideloads(context, target)) {
      objects += 1;
      bytes += sideload.bytes;
    }
    return [target.id, { objects, bytes }] as const;
  });
  return new Map(planned);
}

const announce = (volumes: ReadonlyMap<string, Volume>): string =>
  [
    `Reading ${describeVolume(addVolumes([...volumes.values()]))}:`,
    ...[...volumes].map(([id, volume]) => `  ${id}: ${describeVolume(volume)}`),
    '',
  ].join('\n');

const describeVolume = ({ objects, bytes }: Volume): string =>
  `${pluralize(objects, 'object')} (${formatBytes(bytes)} as stored)`;

/** Lists the objects of exports, and those of their sideloads. */
async function* listAll(context: Context, targets: readonly Target[]): AsyncGenerator<Listed> {
  for (const target of targets) {
    const { resource, folder } = target;
    const objects =
      resource.kind === 'list' ? context.lake.listPages(formatFolder(folder)) : context.lake.list(formatFolder(folder));
    for await (const object of objects) yield { target, object };
    for await (const object of listSideloads(context, target)) yield { target, object };
  }
}

/** Lists the objects of the sideloads of an export. In the layout `page`, they are part of the export's own objects. */
async function* listSideloads({ lake }: Context, target: Target): AsyncGenerator<ListedObject> {
  const { request, resource, folder, exportOptions } = target;
  if (request.layout === 'page') return;
  const names = new Set([...(resource.options.include?.known ?? []), ...exportOptions.include]);
  for (const name of names) yield* lake.list(formatFolder({ ...folder, dataset: `${resource.name}_${name}` }));
}

type StoredContent = Awaited<ReturnType<Context['lake']['read']>>;

type Reader = {
  /** Reads and checks one object. An error that concerns this object alone is part of the result. */
  readonly read: (listed: Listed) => Promise<ObjectReading>;
  /** @throws the last error, if no object could be read */
  readonly assertSuccess: () => void;
};

function createReader({ lake }: Context): Reader {
  const limitInflated = limitConcurrency(MAX_INFLATED);
  let isSuccess = false;
  let errors: unknown[] = [];
  return {
    async read({ target, object }) {
      let stored: StoredContent;
      try {
        stored = await lake.read(object);
      } catch (error) {
        errors.push(error);
        if (errors.length >= MAX_ERRORS) throw error;
        return { kind: 'unread', error: getErrorName(error) };
      }
      isSuccess = true;
      errors = [];
      return limitInflated(() => check(target, object, stored));
    },
    assertSuccess() {
      if (!isSuccess && errors.length > 0) throw errors.at(-1);
    },
  };
}

async function check(target: Target, object: ListedObject | ListedPage, stored: StoredContent): Promise<ObjectReading> {
  if (stored === undefined) return { kind: 'deleted' };
  if ('problem' in stored) return { kind: 'checked', problems: [stored.problem], hasMetadata: true };
  const { metadata, inflate } = stored;
  const body = await inflate();
  const checked = Buffer.isBuffer(body)
    ? checkContent(describeName(object), metadata, body, describeContent(target, object))
    : { problems: [body.problem] };
  return { kind: 'checked', ...checked, hasMetadata: metadata !== undefined };
}

/** All records of a list's page have the time of their snapshot. */
const describeName = (object: ListedObject | ListedPage): CheckedName =>
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
