import { parseObjectKey } from '#common/object-key.ts';
import type { ChainLink } from '#catalog/chain.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { type Resources, RESOURCES } from '#functions/export/core/resources.ts';
import { keepLatest, type LandedVersion } from '#sandbox/lake/compare.ts';
import type { LakeResource } from '#sandbox/lake/resources.ts';
import { landedRecordTexts } from './record-texts.ts';

/** A landed object with its uncompressed body. */
type ReadObject = { readonly key: string; readonly mediaType: string; readonly body: Buffer };

/**
 * Returns the resource of this name.
 *
 * @throws RangeError if there is none
 */
export function findResource(name: string, resources: Resources = RESOURCES): Resource {
  const resource = resources[name];
  if (resource === undefined) throw new RangeError(`there is no resource ${name}`);
  return resource;
}

/** The incremental resource as the sandbox reads it in the lake. */
export function lakeResource(name: string): LakeResource {
  const resource = findResource(name);
  if (resource.kind === 'list') throw new RangeError(`${name} is a list`);
  const { timestamp: field, timestampFormat: format } = resource.version;
  return { name, timestamp: { field, format } };
}

/** The objects of a resource as the proof of their chain needs them. */
export const listChainLinks = (
  objects: Iterable<Pick<ReadObject, 'key'> & { readonly metadata: Readonly<Record<string, string>> }>,
  { name }: Resource,
): ChainLink[] =>
  [...objects].flatMap(({ key, metadata: { cursor, 'after-cursor': afterCursor } }) => {
    const parsed = parseObjectKey(key);
    if (parsed?.dataset !== name) return [];
    return { ...parsed, ...(cursor !== undefined && { cursor }), ...(afterCursor !== undefined && { afterCursor }) };
  });

/** The exact texts of a resource's landed records, in the order of the objects. */
export const listLandedTexts = (objects: Iterable<ReadObject>, { name, itemKey }: Resource): string[] =>
  [...objects]
    .filter(({ key }) => parseObjectKey(key)?.dataset === name)
    .flatMap(({ body, mediaType }) => landedRecordTexts(body, mediaType, itemKey));

/**
 * The latest version of each record in the lake.
 *
 * @param objects - in write order
 */
export function latestInMemory(
  objects: Iterable<ReadObject & { readonly metadata: Readonly<Record<string, string>> }>,
  resource: Resource,
): Map<number, LandedVersion> {
  const latest = new Map<number, LandedVersion>();
  for (const object of objects) {
    const requestedAtMs = Number(object.metadata['requested-at']);
    for (const text of listLandedTexts([object], resource)) {
      keepLatest(latest, { text, requestedAtMs }, lakeResource(resource.name));
    }
  }
  return latest;
}
