import { createHash } from 'node:crypto';
import type { Verdict } from './rate-limit.ts';

/**
 * Returns the headers of every response (recorded in 2024 in the cassettes of https://github.com/facetoe/zenpy, in 2026
 * in https://github.com/estuary/connectors).
 *
 * @param account - state of the account-wide rate limit
 * @param serial - number of the request
 */
export function applicationHeaders(account: Verdict, body: string, serial: number): Record<string, string> {
  const ray = createHash('sha256').update(String(serial)).digest('hex').slice(0, 16);
  return {
    'cache-control': 'max-age=0, private, must-revalidate',
    'cf-ray': `${ray}-FRA`,
    etag: `W/"${createHash('md5').update(body).digest('hex')}"`,
    'ratelimit-limit': String(account.total),
    'ratelimit-remaining': String(account.remaining),
    'ratelimit-reset': String(account.resets),
    server: 'cloudflare',
    'strict-transport-security': 'max-age=31536000;',
    'x-rate-limit': String(account.total),
    'x-rate-limit-remaining': String(account.remaining),
    'x-request-id': `${ray}-FRA`,
    'x-runtime': '0.115',
    'x-zendesk-api-version': 'v2',
    'x-zendesk-origin-server': 'classic-app-server.sandbox',
  };
}

/** Returns the header of the rate limit that all incremental exports of an account share. */
export function bucketHeader({ total, remaining, resets }: Verdict): Record<string, string> {
  return { 'zendesk-ratelimit-incremental-exports': `total=${total}; remaining=${remaining}; resets=${resets}` };
}
