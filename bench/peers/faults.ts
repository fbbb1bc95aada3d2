import { type Fault, faults } from '#sandbox/zendesk/index.ts';

/** Single faults of Zendesk that trackers of exporters report, by the name in the table. */
export const FAULTS: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['429 with `Retry-After: 2`', faults.exportLimitExceeded(2)],
  ['429 without `Retry-After`', faults.exportLimitExceeded(null)],
  // Two proxies add the header (airbytehq/airbyte#14112).
  ['429 with `Retry-After: 2, 3`', faults.exportLimitExceeded('2, 3')],
  ['500, an HTML page', faults.serverError(500)],
  ['503 with `Retry-After: 2`', faults.unavailable(2)],
  ['504 `upstream request timeout`', faults.upstreamTimeout()],
  ['520 of Cloudflare, an HTML page', faults.cloudflareError(520)],
  ['200 with a login form', faults.loginPage()],
  ['connection reset before the response', { kind: 'reset' }],
  ['connection closed within a page', { kind: 'reset', afterBytes: 2_000 }],
  ['gzip that ends within a page', { kind: 'truncateGzip', bytes: 2_000 }],
]);
