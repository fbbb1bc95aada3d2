import type { Logger } from '@aws-lambda-powertools/logger';
import { type ExportRequest, parseExportRequest } from './core/export-request.ts';
import { parseExportId } from './core/lake/object-key.ts';
import { ROW_LIMIT_BYTES } from './core/lake/layout.ts';
import type { RunResult } from './core/outcome.ts';
import { createPacer, type Pacer } from './core/pacing/pacer.ts';
import { createRateLimitWindow, type RateLimitWindow } from './core/pacing/rate-limit-window.ts';
import { createTimeBudget, type TimeBudget } from './core/pacing/time-budget.ts';
import type { Clock, CursorStore, Lake, Secrets } from './core/ports/ports.ts';
import type { RateLimitBucket } from './core/rate-limit-bucket.ts';
import { RESOURCES, type Resources, selectResources } from './core/resource.ts';
import { createExportRunner } from './core/run/export.ts';
import { runExports } from './core/run/run.ts';
import type { Emit, RunEvent } from './core/telemetry/events.ts';
import { type Metric, type Metrics, metricsOf } from './core/telemetry/metrics.ts';
import { createRunMetrics, type ExportSummary, type RunMetrics } from './core/telemetry/run-metrics.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { createZendesk } from './zendesk/client.ts';
import { type CredentialCache, openCredentials } from './zendesk/credentials.ts';
import type { HttpSession, openHttp } from './zendesk/http.ts';
import type { Inflate } from './zendesk/inflate.ts';
import { createRetryLoop } from './zendesk/retry-loop.ts';

/** Where pages land, positions are kept and credentials come from. */
export type Aws = { readonly lake: Lake; readonly cursors: CursorStore; readonly secrets: Secrets };

/** Everything that the function takes from outside. */
export type HandlerDeps = {
  /** The process's environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly newId: () => string;
  readonly openHttp: typeof openHttp;
  readonly inflate: Inflate;
  /** Called for a valid event only, so that importing the function touches nothing. */
  readonly aws: (environment: Environment) => Aws;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics: Metrics;
  /** What can be exported. Default: all that the project knows. */
  readonly resources?: Resources;
  /** The size of a page (bytes) from which a second is heavy. Default: the longest row that Athena reads, 32 MiB. */
  readonly heavySecondBytes?: number;
};

/** What the function needs of Lambda's context. */
export type InvocationContext = { getRemainingTimeInMillis(): number };

/** What outlasts a run in a warm process. */
type Warm = {
  readonly credentials: CredentialCache;
  /** Rate-limit windows by account, address and bucket. The next run continues in what this one has left of them. */
  readonly windows: Map<string, RateLimitWindow>;
};

/** One invocation, whatever its event asks for. */
type Invocation = {
  readonly deps: HandlerDeps;
  readonly warm: Warm;
  readonly runId: string;
  readonly budget: TimeBudget;
  readonly http: HttpSession;
  readonly runMetrics: RunMetrics;
  readonly emit: Emit;
  /** See {@link TimeBudget}. */
  readonly work: AbortSignal;
  readonly end: AbortSignal;
};

/** Events logged at WARN. */
const WARNINGS: ReadonlySet<RunEvent['kind']> = new Set(['retry', 'oversized', 'hidden_page']);

/** Puts the function together. */
export function createHandler(deps: HandlerDeps) {
  const { clock, logger } = deps;
  const warm: Warm = { credentials: new Map(), windows: new Map() };

  return async (event: unknown, context: InvocationContext): Promise<RunResult> => {
    const runId = deps.newId();
    const budget = createTimeBudget(clock.now(), context.getRemainingTimeInMillis());
    const work = clock.alarm(budget.workBy);
    const end = clock.alarm(budget.returnBy);
    const http = deps.openHttp(clock);
    const runMetrics = createRunMetrics();
    const emit = createEmit(deps, runId, runMetrics);
    try {
      const signals = { work: work.signal, end: end.signal };
      const result = await run({ deps, warm, runId, budget, http, runMetrics, emit, ...signals }, event);
      logger.info('run', { run_id: runId, ...result });
      return result;
    } catch (error) {
      logger.error('run', { run_id: runId, failed: describe(error) });
      throw error;
    } finally {
      work.cancel();
      end.cancel();
      http.close();
    }
  };
}

function run(invocation: Invocation, event: unknown): Promise<RunResult> {
  const { deps, warm, runId, budget, http, runMetrics, emit, work, end } = invocation;
  const { clock, random, inflate, resources = RESOURCES, heavySecondBytes = ROW_LIMIT_BYTES.page } = deps;
  const request = parseExportRequest(event, resources);
  const environment = readEnvironment(deps.variables);
  const { lake, cursors, secrets } = deps.aws(environment);
  const { subdomain, credentialsSecretId: secretId } = request;
  const origin = environment.zendeskOrigin ?? `https://${subdomain}.zendesk.com`;
  const sendWithRetry = createRetryLoop({ clock, budget, random, emit });
  const client = { clock, http: http.send, sendWithRetry, origin };
  const credentials = openCredentials({ ...client, secrets, cache: warm.credentials, secretId, subdomain });
  const pacerOf = createPacers(warm.windows, request, origin);
  const zendesk = createZendesk({ ...client, inflate, credentials, pacerOf, request, heavySecondBytes });
  const onExportEnd = (exportId: string, summary: ExportSummary): void => {
    const apiTokenDaysLeft = credentials.apiTokenDaysLeft();
    putMetrics(deps, exportId, runMetrics.toMetrics(exportId, { ...summary, apiTokenDaysLeft }));
  };
  const lease = { owner: runId, until: Math.ceil(budget.deadline / 1000) };
  const { prefix } = environment;
  const shared = { request, prefix, lease, clock, budget, zendesk, lake, cursors, emit, onExportEnd, work, end };
  const exports = selectResources(request.resources, resources);
  return runExports(
    subdomain,
    exports.map((resource) => createExportRunner(resource, shared)),
  );
}

/** One pacer per rate-limit bucket. */
function createPacers(
  windows: Warm['windows'],
  { subdomain, requestsPerMinute, allowanceShare: share }: ExportRequest,
  origin: string,
): (bucket: RateLimitBucket) => Pacer {
  const pacers = new Map<string, Pacer>();
  return (bucket) => {
    const key = JSON.stringify([subdomain, origin, bucket.name]);
    const window = windows.get(key) ?? createRateLimitWindow();
    windows.set(key, window);
    const pacer = pacers.get(key) ?? createPacer(bucket, { requestsPerMinute, share, window });
    pacers.set(key, pacer);
    return pacer;
  };
}

function createEmit(deps: HandlerDeps, runId: string, runMetrics: RunMetrics): Emit {
  return (event) => {
    const { kind, ...fields } = event;
    deps.logger[WARNINGS.has(kind) ? 'warn' : 'info'](kind, { run_id: runId, ...fields });
    runMetrics.record(event);
    putMetrics(deps, event.export, metricsOf(event));
  };
}

function putMetrics({ metrics }: HandlerDeps, exportId: string, values: readonly Metric[]): void {
  if (values.length > 0) metrics.put(parseExportId(exportId), values);
}

/** An error as the log shows it. Its cause is left out: others wrote its message. */
const describe = (error: unknown): Readonly<Record<string, string>> =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: 'unknown' };
