import type { AwsResponse } from '../local-server.ts';
import { errorAnswer, listingAnswer, notImplemented } from './answers.ts';
import type { ObjectStore } from './object-store.ts';

/** ListObjectsV2 with `prefix`, `max-keys`, `start-after` and `continuation-token`. */
export async function listObjects(store: ObjectStore, bucket: string, query: URLSearchParams): Promise<AwsResponse> {
  if (query.get('list-type') !== '2') return notImplemented('listing other than ListObjectsV2');
  for (const unsupported of ['delimiter', 'encoding-type', 'fetch-owner']) {
    if (query.has(unsupported)) return notImplemented(`ListObjectsV2 with ${unsupported}`);
  }
  const requested = Number(query.get('max-keys') ?? 1000);
  if (!Number.isInteger(requested) || requested < 0) {
    return errorAnswer(400, 'InvalidArgument', 'max-keys must be a non-negative integer.');
  }
  const maxKeys = Math.min(requested, 1000);
  const prefix = query.get('prefix') ?? '';
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();

  // One more, to know whether there is a next page.
  const remaining = await store.keys(prefix, { after, limit: maxKeys + 1 });
  const page = remaining.slice(0, maxKeys);
  const described = await Promise.all(page.map(async (key) => ({ key, info: await store.info(key) })));
  const objects = described.flatMap(({ key, info }) => (info === undefined ? [] : [{ key, info }]));
  const last = page.at(-1);
  const isTruncated = last !== undefined && remaining.length > page.length;
  return listingAnswer({
    bucket,
    prefix,
    maxKeys,
    objects,
    ...(isTruncated && { next: Buffer.from(last).toString('base64url') }),
  });
}
