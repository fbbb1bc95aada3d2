import { createPacer } from '#functions/export/core/pacing/pacer.ts';
import { createPageSize } from '#functions/export/core/pagination/page-size.ts';
import type { Position } from '#functions/export/core/pagination/position.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { createZendesk } from '#functions/export/zendesk/client.ts';
import { openCredentials } from '#functions/export/zendesk/credentials.ts';
import { inflateAtOnce } from '../inflate.ts';
import { scriptedHttp, type Turn } from './answers.ts';
import { TICKETS, withPagination } from './pages.ts';
import { runOf } from './run.ts';

type Options = {
  readonly resource?: Resource;
  readonly secret?: object;
  readonly size?: number;
  readonly walk?: null;
  readonly requestsPerMinute?: number;
  readonly heavySecondBytes?: number;
  readonly layout?: 'page' | 'ndjson';
  readonly compression?: 'gzip' | 'none';
};

/** Creates the Zendesk client of a run whose requests have these outcomes. */
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
    credentialsSecretId: 'zendesk/acme',
    layout: options.layout ?? ('page' as const),
    compression: options.compression ?? ('gzip' as const),
  };
  const pacer = createPacer(TICKETS.rateLimit, { requestsPerMinute: options.requestsPerMinute ?? 1000 });
  const zendesk = createZendesk({
    ...deps,
    inflate: inflateAtOnce,
    credentials,
    getPacer: () => pacer,
    heavySecondBytes: options.heavySecondBytes ?? 32 * 1024 * 1024,
    request,
  });
  const size = createPageSize(1000, options.size);
  const resource = withPagination(options.resource ?? TICKETS, { ...(options.walk === null && { walk: null }) });
  const exportOptions = {
    include: ['users'],
    supportTypeScope: undefined,
    startTime: 0,
    pageSize: 1000,
    settleSeconds: 300,
    pollSeconds: 0,
  };
  const fetchPage = (position: Position = { kind: 'time', startTime: 100 }) =>
    zendesk.fetchPage({ ...run.context, resource, options: exportOptions, position, size });
  return { run, requests, reads, size, fetchPage };
}
