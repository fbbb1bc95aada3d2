import { createPageMemory, type PageMemory } from '#functions/export/core/page/page-memory.ts';
import { createPacer } from '#functions/export/core/pacing/pacer.ts';
import { createRequestQueue } from '#functions/export/core/pacing/request-queue.ts';
import { createTimeBudget } from '#functions/export/core/pacing/time-budget.ts';
import { parseExportRequest } from '#functions/export/core/export-request.ts';
import type { RunResult } from '#functions/export/core/outcome.ts';
import type { RateLimitBucket } from '#functions/export/core/rate-limit-bucket.ts';
import type { IncrementalResource } from '#functions/export/core/resource.ts';
import { createExportRunner, type ExportRunner } from '#functions/export/core/run/export.ts';
import type { RunContext } from '#functions/export/core/run/run-context.ts';
import { runExports } from '#functions/export/core/run/run.ts';
import type { RunEvent } from '#functions/export/core/telemetry/events.ts';
import { createZendesk } from '#functions/export/zendesk/client.ts';
import { openCredentials } from '#functions/export/zendesk/credentials.ts';
import { createRetryLoop } from '#functions/export/zendesk/retry-loop.ts';
import { inflateAtOnce } from '../inflate.ts';
import { memoryCursors, memoryLake, type OnCall } from '../memory-aws.ts';
import { NOON } from '../virtual-clock.ts';
import { createProcess } from '#test/simulation/engine/process.ts';
import { createTimeline } from '#test/simulation/engine/timeline.ts';
import { TICKETS } from './pages.ts';
import { ORIGIN } from './run.ts';
import { type ScriptedExport, scriptedZendesk } from './scripted-zendesk.ts';

/** A resource like tickets with another name. */
export const resourceNamed = (name: string, rateLimit: RateLimitBucket = TICKETS.rateLimit): IncrementalResource => ({
  ...TICKETS,
  name,
  pagination: { ...TICKETS.pagination, timePath: `/api/v2/incremental/${name}` },
  rateLimit,
});

export type SideBySideOptions = {
  readonly exports: readonly ScriptedExport[];
  /** Zendesk's limit in requests per minute. Default: 1,000. */
  readonly limit?: number;
  readonly remainingMs?: number;
  /** Duration of each call to AWS (ms). Default: 20. */
  readonly awsMs?: number;
  readonly request?: { readonly requestsPerMinute?: number };
  /** Called before each call to AWS takes effect. */
  readonly onCall?: OnCall;
  readonly secret?: object;
  /** Default: {@link runExports}. */
  readonly run?: typeof runExports;
  /** Wraps the memory of the run. */
  readonly memory?: (memory: PageMemory) => PageMemory;
};

/** Runs several exports with a scripted Zendesk, on a virtual clock with overlapping calls. */
export async function runSideBySide(options: SideBySideOptions) {
  const { exports, limit = 1000, remainingMs = 840_000, awsMs = 20, run = runExports } = options;
  const timeline = createTimeline(NOON);
  const { clock } = createProcess(timeline, () => undefined);
  const buckets = [...new Set(exports.map(({ resource }) => resource.rateLimit))];
  const zendesk = scriptedZendesk({ clock, exports, totals: new Map(buckets.map((bucket) => [bucket, limit])) });
  const onCall: OnCall = async (call, detail) => {
    await clock.sleep(awsMs, detail.signal);
    await options.onCall?.(call, detail);
    detail.signal.throwIfAborted();
  };
  const cursors = memoryCursors(onCall);
  const lake = memoryLake(onCall);
  const events: RunEvent[] = [];
  const resources = exports.map(({ resource }) => resource);
  const event = { subdomain: 'acme', credentialsSecretId: 'z', resources: resources.map(({ name }) => name) };
  const request = parseExportRequest(
    { ...event, compression: 'none', ...options.request },
    Object.fromEntries(resources.map((resource) => [resource.name, resource])),
  );
  const budget = createTimeBudget(clock.now(), remainingMs);
  const queue = createRequestQueue({
    pacers: buckets.map((bucket) => createPacer(bucket)),
    requestsPerMinute: request.requestsPerMinute,
  });
  const emit = (each: RunEvent): void => void events.push(each);
  const sendWithRetry = createRetryLoop({ clock, random: () => 0.5, emit });
  const client = { clock, http: zendesk.http, sendWithRetry, origin: ORIGIN };
  const secrets = async () => JSON.stringify(options.secret ?? { accessToken: 'planted' });
  const context: RunContext = {
    request,
    prefix: 'lake',
    lease: { owner: 'run-1', until: Math.ceil(budget.deadline / 1000) },
    clock,
    budget,
    memory: (options.memory ?? ((memory) => memory))(createPageMemory(() => queue.wake())),
    zendesk: createZendesk({
      ...client,
      queue,
      request,
      inflate: inflateAtOnce,
      heavySecondBytes: Infinity,
      credentials: openCredentials({ ...client, secrets, cache: new Map(), secretId: 'z', subdomain: 'acme' }),
    }),
    lake,
    cursors,
    emit,
    onExportEnd: () => undefined,
    work: clock.alarm(budget.workBy).signal,
    end: clock.alarm(budget.returnBy).signal,
  };
  const runners = resources.map((resource): ExportRunner => createExportRunner(resource, context));
  let ended: { readonly at: number; readonly result?: RunResult; readonly error?: unknown } | undefined;
  run('acme', runners).then(
    (result) => (ended = { at: timeline.now(), result }),
    (error: unknown) => (ended = { at: timeline.now(), error }),
  );
  await timeline.runUntil(() => ended !== undefined);
  if (ended === undefined) throw new Error('The run waits forever.');
  return { ...ended, startedAt: NOON, budget, events, cursors, lake, requests: zendesk.requests };
}
