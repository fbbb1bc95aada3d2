import { createPageMemory, type ExportMemory } from '#functions/export/core/page/page-memory.ts';
import { createPacer } from '#functions/export/core/pacing/pacer.ts';
import { createRequestQueue } from '#functions/export/core/pacing/request-queue.ts';
import { createPageSize } from '#functions/export/core/pagination/page-size.ts';
import { createPageSource } from '#functions/export/core/pagination/create-page-source.ts';
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
  const { resource: row = TICKETS } = options;
  const resource = row.kind === 'incremental' && options.walk === null ? withPagination(row, { walk: null }) : row;
  const pacers = [createPacer({ ...resource.rateLimit, requestsPerMinute: 1000 })];
  const queue = createRequestQueue({ pacers, requestsPerMinute: options.requestsPerMinute });
  const { memory, held } = watchPlaces(createPageMemory(() => queue.wake()).openExport());
  const zendesk = createZendesk({
    ...deps,
    inflate: inflateAtOnce,
    credentials,
    queue,
    heavySecondBytes: options.heavySecondBytes ?? 32 * 1024 * 1024,
    request,
  });
  const size = createPageSize(1000, options.size);
  const exportOptions = {
    include: ['users'],
    supportTypeScope: undefined,
    startTime: 0,
    pageSize: 1000,
    settleSeconds: 300,
    pollSeconds: 0,
    staleSeconds: 3600,
  };
  const fetchPage = (position: Position = { kind: 'time', startTime: 100 }) =>
    zendesk.fetchPage({
      ...run.context,
      resource,
      source: createPageSource(resource, position, exportOptions),
      size,
      memory,
    });
  return { run, requests, reads, size, memory, held, fetchPage };
}

/** Counts the places that are in use, and records the size of the last page. */
function watchPlaces(own: ExportMemory) {
  const held = { count: 0, bytes: 0 };
  const memory: ExportMemory = {
    ...own,
    async take(signal) {
      const place = await own.take(signal);
      if (place === undefined) return undefined;
      held.count += 1;
      const free = (): void => {
        held.count -= 1;
        place.free();
      };
      const finish = (bytes: number): void => {
        held.bytes = bytes;
        place.finish(bytes);
      };
      return { ...place, finish, free };
    },
  };
  return { memory, held };
}
