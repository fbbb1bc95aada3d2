import { createHash } from 'node:crypto';
import type { Verdict } from './rate-limit.ts';
import type { BucketName, ServiceName } from './rate-limits.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Returns the headers of every response (recorded in 2024 in the cassettes of https://github.com/facetoe/zenpy, in 2026
 * in https://github.com/estuary/connectors).
 *
 * @param serial - number of the request
 */
export function commonHeaders(body: string, serial: number): Headers {
  const ray = createHash('sha256').update(String(serial)).digest('hex').slice(0, 16);
  return {
    'cache-control': 'max-age=0, private, must-revalidate',
    'cf-ray': `${ray}-FRA`,
    etag: `W/"${createHash('md5').update(body).digest('hex')}"`,
    server: 'cloudflare',
    'strict-transport-security': 'max-age=31536000;',
    'x-request-id': `${ray}-FRA`,
    'x-runtime': '0.115',
    'x-zendesk-api-version': 'v2',
    'x-zendesk-origin-server': 'classic-app-server.sandbox',
  };
}

/** Returns the headers of an account-wide rate limit that all services have. */
function accountHeaders({ total, remaining }: Verdict): Headers {
  return { 'x-rate-limit': String(total), 'x-rate-limit-remaining': String(remaining) };
}

/**
 * By service: its headers about the account-wide limit. Talk and the help center do not report when it resets
 * (estuary/connectors, `bruno/Talk`; useairfoil/typescript-sdk, `api.vcr.test.cassette`).
 */
export const SERVICE_HEADERS: Readonly<Record<ServiceName, (limit: Verdict) => Headers>> = {
  support: (limit) => ({
    ...accountHeaders(limit),
    'ratelimit-limit': String(limit.total),
    'ratelimit-remaining': String(limit.remaining),
    'ratelimit-reset': String(limit.resets),
    'zendesk-service': 'classic',
  }),
  talk: accountHeaders,
  helpCenter: (limit) => ({ ...accountHeaders(limit), 'zendesk-service': 'guide-rest' }),
};

/** By bucket: the header with its state. The other buckets have none. */
const BUCKET_HEADERS: Readonly<Partial<Record<BucketName, string>>> = {
  incremental: 'zendesk-ratelimit-incremental-exports',
  usersCursor: 'zendesk-ratelimit-incremental-exports-cursor',
  ticketFields: 'zendesk-ratelimit-ticket-fields-index',
};

/** Returns the header with the state of a bucket, if it has one. */
export function bucketHeaders(bucket: BucketName, { total, remaining, resets }: Verdict): Headers {
  const name = BUCKET_HEADERS[bucket];
  return name === undefined ? {} : { [name]: `total=${total}; remaining=${remaining}; resets=${resets}` };
}
