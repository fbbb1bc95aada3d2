import type { Logger } from '@aws-lambda-powertools/logger';
import { type ExportRequest, parseExportRequest } from './core/export-request.ts';
import { parseExportId } from './core/lake/object-key.ts';
import { ROW_LIMIT_BYTES } from './core/lake/layout.ts';
import type { RunResult } from './core/outcome.ts';
import { createPageMemory } from './core/page/page-memory.ts';
import { createPacer } from './core/pacing/pacer.ts';
import { createRateLimitWindow, type RateLimitWindow } from './core/pacing/rate-limit-window.ts';
import { createRequestQueue, type RequestQueue } from './core/pacing/request-queue.ts';
import { createTimeBudget, type TimeBudget } from './core/pacing/time-budget.ts';
import type { Clock, CursorStore, Lake, Secrets } from './core/ports/ports.ts';
import { RESOURCES, type Resources, selectResources } from './core/resources.ts';
import { openExport, readExports } from './core/run/known-exports.ts';
import { runExports } from './core/run/run.ts';
import { accountMetrics } from './core/telemetry/account-metrics.ts';
import type { Emit, RunEvent } from './core/telemetry/events.ts';
import { type Metric, type Metrics, metricsOf } from './core/telemetry/metrics.ts';
import { createRunMetrics, type ExportSummary, type RunMetrics } from './core/telemetry/run-metrics.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { createZendesk } from './zendesk/client.ts';
import { type CredentialCache, openCredentials } from './zendesk/credentials.ts';
import type { HttpSession, openHttp } from './zendesk/http.ts';
import type { Inflate } from './zendesk/inflate.ts';
import { createRetryLoop } from './zendesk/retry-loop.ts';

/** The AWS adapters of one invocation. */
export type Aws = { readonly lake: Lake; readonly cursors: CursorStore; readonly secrets: Secrets };

/** External dependencies of the function, which tests replace. */
export type HandlerDeps = {
  /** The process's environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
  readonly openHttp: typeof openHttp;
  readonly inflate: Inflate;
  /** Called only after the event has been validated, so that importing the function creates no clients. */
  readonly aws: (environment: Environment) => Aws;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics: Metrics;
  /** The resources that can be exported. Default: all of {@link RESOURCES}. */
  readonly resources?: Resources;
  /** Page size in bytes above which a single second is read with cursor pagination. Default: Athena's row limit, 32 MiB. */
  readonly heavySecondBytes?: number;
};

/** The part of Lambda's context that the function uses. */
export type InvocationContext = {
  /** Only for the log. A repeated delivery of an event has the same id, so it cannot be the owner of a lease. */
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
};

/** The fields of every log line that identify the run, and the invocation in Lambda's own log lines. */
type LogIds = { readonly run_id: string; readonly request_id: string };

/** State that a warm process keeps between invocations. */
type Warm = {
  readonly credentials: CredentialCache;
  /** Rate-limit windows by account, origin and bucket. The next run continues the current window. */
  readonly windows: Map<string, RateLimitWindow>;
};

/** Everything that belongs to one invocation. */
type Invocation = {
  readonly deps: HandlerDeps;
  readonly warm: Warm;
  readonly runId: string;
  readonly budget: TimeBudget;
  readonly http: HttpSession;
  readonly runMetrics: RunMetrics;
  readonly emit: Emit;
  /** Aborts at {@link TimeBudget.workBy}. */
  readonly work: AbortSignal;
  /** Aborts at {@link TimeBudget.returnBy}. */
  readonly end: AbortSignal;
};

/** Events logged at WARN. */
const WARNINGS: ReadonlySet<RunEvent['kind']> = new Set([
  'retry',
  'oversized',
  'unreadable',
  'hidden_page',
  'unavailable',
  'unread',
]);

/** Creates the Lambda handler. It throws the errors of core/errors.ts. */
export function createHandler(deps: HandlerDeps) {
  const { clock, logger } = deps;
  const warm: Warm = { credentials: new Map(), windows: new Map() };

  return async (event: unknown, context: InvocationContext): Promise<RunResult> => {
    const runId = deps.newId();
    const ids: LogIds = { run_id: runId, request_id: context.awsRequestId };
    const budget = createTimeBudget(clock.now(), context.getRemainingTimeInMillis());
    const work = clock.alarm(budget.workBy);
    const end = clock.alarm(budget.returnBy);
    const http = deps.openHttp(clock);
    const runMetrics = createRunMetrics();
    const emit = createEmit(deps, ids, runMetrics);
    try {
      const signals = { work: work.signal, end: end.signal };
      const result = await run({ deps, warm, runId, budget, http, runMetrics, emit, ...signals }, event);
      logger.info('run', { ...ids, ...result });
      return result;
    } catch (error) {
      logger.error('run', { ...ids, failed: describeError(error) });
      throw error;
    } finally {
      work.cancel();
      end.cancel();
      http.close();
    }
  };
}

async function run(invocation: Invocation, event: unknown): Promise<RunResult> {
  const { deps, warm, runId, budget, http, runMetrics, emit, work, end } = invocation;
  const { clock, random, inflate, resources = RESOURCES, heavySecondBytes = ROW_LIMIT_BYTES.page } = deps;
  const request = parseExportRequest(event, resources);
  const environment = readEnvironment(deps.variables);
  const { lake, cursors, secrets } = deps.aws(environment);
  const { subdomain, credentialsSecretId: secretId } = request;
  const origin = environment.zendeskOrigin ?? `https://${subdomain}.zendesk.com`;
  const sendWithRetry = createRetryLoop({ clock, random, emit });
  const client = { clock, http: http.send, sendWithRetry, origin };
  const credentials = openCredentials({ ...client, secrets, cache: warm.credentials, secretId, subdomain });
  const queue = createQueue(warm.windows, request, origin, resources);
  const zendesk = createZendesk({ ...client, inflate, credentials, queue, request, heavySecondBytes });
  const summaries = new Map<string, ExportSummary>();
  const onExportEnd = (exportId: string, summary: ExportSummary): void => {
    summaries.set(exportId, summary);
    putMetrics(deps, exportId, runMetrics.toMetrics(exportId, summary));
  };
  const lease = { owner: runId, until: Math.ceil(budget.deadline / 1000) };
  const { prefix } = environment;
  const memory = createPageMemory(() => queue.wake());
  const shared = {
    request,
    prefix,
    lease,
    clock,
    budget,
    memory,
    zendesk,
    lake,
    cursors,
    emit,
    onExportEnd,
    work,
    end,
  };
  const exports = await readExports(selectResources(request.resources, resources), shared);
  try {
    return await runExports(
      subdomain,
      exports.map((each) => openExport(each, shared)),
    );
  } finally {
    // A run in which nothing was due emits no metrics.
    if (summaries.size > 0) {
      deps.metrics.put({ subdomain }, accountMetrics(exports, summaries, credentials.apiTokenDaysLeft()));
    }
  }
}

/** Creates the run's queue with a pacer for each rate-limit bucket. */
function createQueue(
  windows: Warm['windows'],
  { subdomain, requestsPerMinute, allowanceShare: share }: ExportRequest,
  origin: string,
  resources: Resources,
): RequestQueue {
  const buckets = new Map(Object.values(resources).map(({ rateLimit }) => [rateLimit.name, rateLimit]));
  const pacers = Array.from(buckets.values(), (bucket) => {
    const key = JSON.stringify([subdomain, origin, bucket.name]);
    const window = windows.get(key) ?? createRateLimitWindow();
    windows.set(key, window);
    return createPacer(bucket, { share, window });
  });
  return createRequestQueue({ pacers, requestsPerMinute });
}

function createEmit(deps: HandlerDeps, ids: LogIds, runMetrics: RunMetrics): Emit {
  return (event) => {
    const { kind, ...fields } = event;
    deps.logger[WARNINGS.has(kind) ? 'warn' : 'info'](kind, { ...ids, ...fields });
    runMetrics.record(event);
    putMetrics(deps, event.export, metricsOf(event));
  };
}

function putMetrics({ metrics }: HandlerDeps, exportId: string, values: readonly Metric[]): void {
  if (values.length > 0) metrics.put(parseExportId(exportId), values);
}

/** Converts an error for the log. Omits its cause, whose message might quote content. */
const describeError = (error: unknown): Readonly<Record<string, string>> =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: 'unknown' };
