import type { AwsResponse } from '../local-server.ts';
import { escapeXml, XML } from '../xml.ts';
import type { ObjectInfo } from './object-store.ts';

export function errorAnswer(status: number, code: string, message: string): AwsResponse {
  const body = `${XML}<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

export const notImplemented = (feature: string): AwsResponse =>
  errorAnswer(501, 'NotImplemented', `The sandbox's S3 does not support ${feature}.`);

export const noSuchKey = (): AwsResponse => errorAnswer(404, 'NoSuchKey', 'The specified key does not exist.');

/** Returns the response headers of GetObject and HeadObject. */
export function objectHeaders(info: ObjectInfo): Record<string, string> {
  return {
    etag: info.etag,
    'last-modified': new Date(info.lastModified).toUTCString(),
    'content-type': info.contentType,
    'content-length': String(info.size),
    ...info.checksums,
    ...Object.fromEntries(Object.entries(info.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
  };
}

export type Listing = {
  readonly bucket: string;
  readonly prefix: string;
  readonly maxKeys: number;
  readonly objects: readonly { readonly key: string; readonly info: ObjectInfo }[];
  /** Continuation token of the next page. Absent on the last page. */
  readonly next?: string;
};

export function listingAnswer(listing: Listing): AwsResponse {
  const contents = listing.objects.map(
    ({ key, info }) =>
      `<Contents><Key>${escapeXml(key)}</Key><LastModified>${new Date(info.lastModified).toISOString()}</LastModified>` +
      `<ETag>${escapeXml(info.etag)}</ETag><Size>${info.size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const next =
    listing.next === undefined ? '' : `<NextContinuationToken>${escapeXml(listing.next)}</NextContinuationToken>`;
  const body =
    `${XML}<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escapeXml(listing.bucket)}</Name>` +
    `<Prefix>${escapeXml(listing.prefix)}</Prefix><MaxKeys>${listing.maxKeys}</MaxKeys>` +
    `<KeyCount>${listing.objects.length}</KeyCount><IsTruncated>${next !== ''}</IsTruncated>${next}` +
    `${contents.join('')}</ListBucketResult>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
