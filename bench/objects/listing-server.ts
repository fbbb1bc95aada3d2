import { type LocalServer, serve } from '#sandbox/aws/local-server.ts';
import { errorAnswer, listingAnswer, notImplemented, objectHeaders } from '#sandbox/aws/s3/answers.ts';
import type { ObjectInfo } from '#sandbox/aws/s3/object-store.ts';
import { scaledClock } from '#sandbox/clock.ts';
import { keyAt, type Shape } from './generated-lake.ts';

/** S3's limit for a page of a listing. */
const PAGE_SIZE = 1_000;

const INFO: ObjectInfo = {
  size: 697_000,
  etag: '"d41d8cd98f00b204e9800998ecf8427e"',
  lastModified: Date.parse('2026-11-28T00:00:00Z'),
  contentType: 'application/json',
  metadata: { records: '1000', 'requested-at': '1795824000000' },
  checksums: {},
};

/** Starts an S3 with generated objects: ListObjectsV2 of all of them, and HeadObject. Nothing is stored. */
export const startListingServer = (shape: Shape): Promise<LocalServer> =>
  serve(
    {
      describe: ({ method, url: key }) => ({ operation: method === 'HEAD' ? 'HeadObject' : 'ListObjectsV2', key }),
      error: errorAnswer,
      answer: ({ method, url }) => {
        if (method === 'HEAD') return Promise.resolve({ status: 200, headers: objectHeaders(INFO) });
        const { pathname, searchParams } = new URL(url, 'http://localhost');
        const isListing = method === 'GET' && searchParams.get('list-type') === '2';
        if (!isListing) return Promise.resolve(notImplemented(method));
        return Promise.resolve(listFrom(shape, pathname.replaceAll('/', ''), searchParams));
      },
    },
    { clock: scaledClock(1), keepsRequests: false },
  );

function listFrom(shape: Shape, bucket: string, query: URLSearchParams): ReturnType<typeof listingAnswer> {
  const first = Number(query.get('continuation-token') ?? 0);
  const end = Math.min(first + PAGE_SIZE, shape.objects);
  const objects = Array.from({ length: end - first }, (_, index) => ({ key: keyAt(shape, first + index), info: INFO }));
  return listingAnswer({
    bucket,
    prefix: query.get('prefix') ?? '',
    maxKeys: PAGE_SIZE,
    objects,
    ...(end < shape.objects && { next: String(end) }),
  });
}
