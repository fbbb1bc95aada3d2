import {
  type AwsResponse,
  type AwsService,
  type LocalServer,
  type RawRequest,
  serve,
  type ServerOptions,
} from './local-server.ts';
import { errorAnswer, noSuchKey, notImplemented, objectHeaders } from './s3/answers.ts';
import { listObjects } from './s3/list-objects.ts';
import { openObjectStore, type ObjectStore, SIDE_FOLDER } from './s3/object-store.ts';
import { putObject } from './s3/put-object.ts';

export type S3Options = ServerOptions & {
  /** Name of the only bucket. */
  readonly bucket: string;
  /** Folder with the bucket's objects: one file per object, under its key. */
  readonly root: string;
};

export type LocalS3 = LocalServer & { readonly bucket: string; readonly objects: ObjectStore };

/**
 * Starts a local S3 with one bucket and path-style URLs: PutObject (conditional, with checksums), GetObject, HeadObject,
 * DeleteObject, HeadBucket and ListObjectsV2. All other operations and parameters get 501 `NotImplemented`.
 */
export async function startS3({ bucket, root, ...options }: S3Options): Promise<LocalS3> {
  const objects = openObjectStore(root);
  const service: AwsService = {
    describe: (request) => {
      const { key } = locate(request);
      return { operation: identifyOperation(request.method, key), key };
    },
    error: errorAnswer,
    answer: async (request) => {
      const target = locate(request);
      if (target.bucket !== bucket) return errorAnswer(404, 'NoSuchBucket', 'The specified bucket does not exist');
      if (target.key === '') {
        if (request.method === 'HEAD') return { status: 200 };
        return request.method === 'GET'
          ? listObjects(objects, bucket, target.query)
          : notImplemented(`bucket ${request.method}`);
      }
      return answerObject(objects, target, request, options.clock.now());
    },
  };
  return { ...(await serve(service, options)), bucket, objects };
}

async function answerObject(
  store: ObjectStore,
  { key, query }: Target,
  request: RawRequest,
  now: number,
): Promise<AwsResponse> {
  if (!isStorableKey(key))
    return errorAnswer(400, 'InvalidURI', 'The key cannot be stored as a file below the folder.');
  const subresource = [...query.keys()].find((name) => name !== 'x-id');
  if (subresource !== undefined) return notImplemented(`the object subresource ?${subresource}`);
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

/** Parses `/bucket/key?query`. The key is decoded after splitting, so that `..` in it is not resolved. */
function locate({ url }: RawRequest): Target {
  const [path = '', query = ''] = url.split('?', 2);
  const [, bucket = '', ...key] = path.split('/');
  return { bucket, key: decodeURIComponent(key.join('/')), query: new URLSearchParams(query) };
}

function identifyOperation(method: string, key: string): string {
  if (key === '') return { GET: 'ListObjectsV2', HEAD: 'HeadBucket' }[method] ?? method;
  return { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method] ?? method;
}

/** True if the key is a unique path below the root and outside the side folder. */
function isStorableKey(key: string): boolean {
  const segments = key.split('/');
  return (
    segments.every((segment) => !['', '.', '..'].includes(segment)) &&
    segments[0] !== SIDE_FOLDER &&
    !/[\0\\]/.test(key)
  );
}
