import { createHash } from 'node:crypto';
import type { AwsResponse, RawRequest } from '../local-server.ts';
import { errorAnswer, notImplemented } from './answers.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import { checksumsIn, findWrongChecksum } from './checksum.ts';
import type { ObjectStore } from './object-store.ts';

const META = 'x-amz-meta-';

/** PutObject. Verifies all checksums of the request before anything is written. */
export async function putObject(
  store: ObjectStore,
  key: string,
  request: RawRequest,
  now: number,
): Promise<AwsResponse> {
  const { headers } = request;
  const condition = headers['if-none-match'];
  if (headers['x-amz-copy-source'] !== undefined) return notImplemented('CopyObject');
  if (headers['if-match'] !== undefined) return notImplemented('PutObject with If-Match');
  if (condition !== undefined && condition !== '*') return notImplemented('If-None-Match with an ETag');

  const isChunked = headers['content-encoding']?.includes('aws-chunked') === true;
  const { body, trailers } = (isChunked ? decodeAwsChunked(request.body) : { body: request.body, trailers: {} }) ?? {};
  if (body === undefined) return errorAnswer(400, 'IncompleteBody', 'The aws-chunked body is truncated.');

  const signed = headers['x-amz-content-sha256'];
  if (typeof signed === 'string' && /^[0-9a-f]{64}$/.test(signed)) {
    const actual = createHash('sha256').update(body).digest('hex');
    if (actual !== signed)
      return errorAnswer(400, 'XAmzContentSHA256Mismatch', 'The body does not match the signed hash.');
  }
  const checksums = checksumsIn({ ...headers, ...trailers });
  const wrong = findWrongChecksum(checksums, body);
  if (wrong?.known === false) return notImplemented(wrong.name);
  if (wrong !== undefined) return errorAnswer(400, 'BadDigest', `The body does not match ${wrong.name}.`);

  const metadata = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(META) && typeof value === 'string' ? [[name.slice(META.length), value]] : [],
    ),
  );
  const contentType = headers['content-type'] ?? 'binary/octet-stream';
  const written = await store.put(
    key,
    { body, contentType, metadata, checksums, lastModified: now },
    condition === '*',
  );
  return written === null
    ? errorAnswer(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
    : { status: 200, headers: { etag: written.etag, ...checksums } };
}
