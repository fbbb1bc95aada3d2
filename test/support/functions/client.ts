import { createPacer } from '#functions/export/core/pacing/pacer.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';
import { pageSize } from '#functions/export/core/pagination/page-size.ts';
import type { Position } from '#functions/export/core/pagination/position.ts';
import { createZendesk } from '#functions/export/zendesk/client.ts';
import { openCredentials } from '#functions/export/zendesk/credentials.ts';
import { inflateAtOnce } from '../inflate.ts';
import { scriptedHttp, type Turn } from './answers.ts';
import { TICKETS } from './pages.ts';
import { runOf } from './run.ts';

type Options = {
  readonly secret?: object;
  readonly size?: number;
  readonly cursorPath?: null;
  readonly requestsPerMinute?: number;
  readonly layout?: 'page' | 'ndjson';
  readonly compression?: 'gzip' | 'none';
};

/** The Zendesk client of a run whose requests get these answers. */
export function clientOf(turns: readonly Turn[], options: Options = {}) {
  const run = runOf();
  const { http, requests } = scriptedHttp(run.clock, ...turns);
  const reads: string[] = [];
  const deps = run.withHttp(http);
  const credentials = openCredentials({
    ...deps,
    cache: new Map(),
    secretId: 'zendesk/acme',
    subdomain: 'acme',
    async secrets(id) {
      reads.push(id);
      return JSON.stringify(options.secret ?? { accessToken: 'PLANTED-TOKEN' });
    },
  });
  const request = {
    include: ['users'],
    credentialsSecretId: 'zendesk/acme',
    layout: options.layout ?? ('page' as const),
    compression: options.compression ?? ('gzip' as const),
  };
  const zendesk = createZendesk({
    ...deps,
    inflate: inflateAtOnce,
    credentials,
    pacer: createPacer(RATE_LIMIT_BUCKETS.incremental, { requestsPerMinute: options.requestsPerMinute ?? 1000 }),
    request,
  });
  const size = pageSize(1000, options.size);
  const resource = { ...TICKETS, ...(options.cursorPath === null && { cursorPath: null }) };
  const fetchPage = (position: Position = { kind: 'time', startTime: 100 }) =>
    zendesk.fetchPage({ ...run.context, resource, position, size });
  return { run, requests, reads, size, fetchPage };
}
