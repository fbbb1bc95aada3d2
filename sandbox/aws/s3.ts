import type { SandboxClock } from '../clock.ts';
import { type AwsResponse, type AwsService, type LocalServer, type RawRequest, serve } from './local-server.ts';
import { errorAnswer, noSuchKey, notImplemented, objectHeaders } from './s3/answers.ts';
import { listObjects } from './s3/list-objects.ts';
import { openObjectStore, type ObjectStore, SIDE_FOLDER } from './s3/object-store.ts';
import { putObject } from './s3/put-object.ts';

export type S3Options = {
  readonly clock: SandboxClock;
  /** The only bucket there is. */
  readonly bucket: string;
  /** The folder that is the bucket: one file per object, under its key. */
  readonly root: string;
};

export type LocalS3 = LocalServer & { readonly bucket: string; readonly objects: ObjectStore };

/**
 * S3 with one bucket, path style: PutObject (conditional, with checksums), GetObject, HeadObject, DeleteObject,
 * HeadBucket and ListObjectsV2. Whatever else it is asked for is refused as not implemented rather than half done.
 */
export async function startS3({ clock, bucket, root }: S3Options): Promise<LocalS3> {
  const objects = openObjectStore(root);
  const service: AwsService = {
    describe: (request) => {
      const { key } = locate(request);
      return { operation: operationOf(request.method, key), key };
    },
    error: errorAnswer,
    answer: async (request) => {
      const target = locate(request);
      if (target.bucket !== bucket) return errorAnswer(404, 'NoSuchBucket', 'The specified bucket does not exist');
      if (target.key === '') {
        if (request.method === 'HEAD') return { status: 200 };
        return request.method === 'GET' ? listObjects(objects, bucket, target.query) : notImplemented('buckets');
      }
      return answerObject(objects, target, request, clock.now());
    },
  };
  return { ...(await serve(service, clock)), bucket, objects };
}

async function answerObject(
  store: ObjectStore,
  { key, query }: Target,
  request: RawRequest,
  now: number,
): Promise<AwsResponse> {
  if (!isStorableKey(key)) return errorAnswer(400, 'InvalidURI', 'The key cannot be a file below the folder.');
  const subresource = [...query.keys()].find((name) => name !== 'x-id');
  if (subresource !== undefined) return notImplemented(`?${subresource} of an object`);
  if (request.headers.range !== undefined) return notImplemented('ranges');

  switch (request.method) {
    case 'PUT':
      return putObject(store, key, request, now);
    case 'DELETE':
      await store.delete(key);
      return { status: 204 };
    case 'GET':
    case 'HEAD': {
      const info = await store.info(key);
      const body = request.method === 'GET' ? await store.read(key) : Buffer.alloc(0);
      return info === undefined || body === undefined
        ? noSuchKey()
        : { status: 200, headers: objectHeaders(info), body };
    }
    default:
      return notImplemented(request.method);
  }
}

type Target = { readonly bucket: string; readonly key: string; readonly query: URLSearchParams };

/** `/bucket/key?query`, the key decoded only after the path was taken apart: `..` in it is not resolved. */
function locate({ url }: RawRequest): Target {
  const [path = '', query = ''] = url.split('?', 2);
  const [, bucket = '', ...key] = path.split('/');
  return { bucket, key: decodeURIComponent(key.join('/')), query: new URLSearchParams(query) };
}

function operationOf(method: string, key: string): string {
  if (key === '') return { GET: 'ListObjectsV2', HEAD: 'HeadBucket' }[method] ?? method;
  return { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method] ?? method;
}

/** Whether the key, as a path, stays below the root, outside the side folder, and names one file only. */
function isStorableKey(key: string): boolean {
  const segments = key.split('/');
  return (
    segments.every((segment) => !['', '.', '..'].includes(segment)) &&
    segments[0] !== SIDE_FOLDER &&
    !/[\0\\]/.test(key)
  );
}
