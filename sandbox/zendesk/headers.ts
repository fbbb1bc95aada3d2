import { createHash } from 'node:crypto';
import type { Verdict } from './rate-limit.ts';

/**
 * The headers that come with every answer of the application (recorded 2024 in
 * https://github.com/facetoe/zenpy's cassettes, 2026 in https://github.com/estuary/connectors).
 *
 * @param account - the account-wide limit's state
 * @param serial - distinguishes requests
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

/** The bucket that all incremental exports of an account share. */
export function bucketHeader({ total, remaining, resets }: Verdict): Record<string, string> {
  return { 'zendesk-ratelimit-incremental-exports': `total=${total}; remaining=${remaining}; resets=${resets}` };
}
