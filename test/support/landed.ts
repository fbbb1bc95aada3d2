import { parseObjectKey } from '#common/object-key.ts';
import type { ChainLink } from '#catalog/chain.ts';
import { readTimestamp } from '#functions/export/core/page/timestamp.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { type Resources, RESOURCES } from '#functions/export/core/resources.ts';
import { landedRecordTexts } from './record-texts.ts';

/** A landed object with its uncompressed body. */
export type ReadObject = { readonly key: string; readonly mediaType: string; readonly body: Buffer };

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
 * The state of each record in the lake by id, as consumers compute it: the copy with the greatest timestamp, among equals
 * the one that was written last.
 *
 * @param objects - in write order
 */
export function latestCopies(objects: Iterable<ReadObject>, resource: Resource): Map<number, string> {
  const { version } = resource;
  const latest = new Map<number, { readonly second: number; readonly text: string }>();
  for (const text of listLandedTexts(objects, resource)) {
    const record: Readonly<Record<string, unknown>> = JSON.parse(text);
    const id = Number(record[version.id]);
    const second = readTimestamp(version.timestampFormat, record[version.timestamp]) ?? Number.NaN;
    if (second >= (latest.get(id)?.second ?? 0)) latest.set(id, { second, text });
  }
  return new Map([...latest].map(([id, { text }]) => [id, text]));
}

/** The ids of records whose copy in the lake is missing, has other bytes than the expected one, or is not expected. */
export function differingIds(
  lake: ReadonlyMap<number, string>,
  expected: readonly { readonly id: number; readonly text: string }[],
): number[] {
  const texts = new Map(expected.map(({ id, text }) => [id, text]));
  return [...new Set([...texts.keys(), ...lake.keys()])].filter((id) => texts.get(id) !== lake.get(id));
}
