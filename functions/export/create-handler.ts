import type { Logger } from '@aws-lambda-powertools/logger';
import { createRateLimitWindow, type RateLimitWindow } from './core/pacing/rate-limit-window.ts';
import { createBudget } from './core/pacing/time-budget.ts';
import { openExport } from './core/run/export.ts';
import type { Emit, RunEvent } from './core/telemetry/events.ts';
import { type Metric, type Metrics, metricsOf } from './core/telemetry/metrics.ts';
import { parseExportId } from './core/lake/object-key.ts';
import type { RunResult } from './core/outcome.ts';
import { createPacer } from './core/pacing/pacer.ts';
import type { Clock, CursorStore, Lake, Secrets } from './core/ports/ports.ts';
import { parseExportRequest } from './core/export-request.ts';
import { RATE_LIMIT_BUCKETS } from './core/rate-limit-bucket.ts';
import { RESOURCES } from './core/resource.ts';
import { runExports } from './core/run/run.ts';
import { createRunMetrics, type ExportSummary } from './core/telemetry/run-metrics.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { createZendesk } from './zendesk/client.ts';
import { openCredentials, type CredentialCache } from './zendesk/credentials.ts';
import { createRetryLoop } from './zendesk/retry-loop.ts';
import type { openHttp } from './zendesk/http.ts';
import type { Inflate } from './zendesk/inflate.ts';

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
};

/** What the function needs of Lambda's context. */
export type InvocationContext = { getRemainingTimeInMillis(): number };

/** What is worth a look where it goes on. */
const WARNINGS: ReadonlySet<RunEvent['kind']> = new Set(['retry', 'oversized']);

/** Puts the function together. */
export function createHandler(deps: HandlerDeps) {
  const { clock, random, logger, inflate } = deps;
  const cache: CredentialCache = new Map();
  /** By account and address. Windows outlast runs: the next run continues with what this one has left. */
  const windows = new Map<string, RateLimitWindow>();
  const rateLimitWindow = (...account: readonly string[]): RateLimitWindow => {
    const key = JSON.stringify(account);
    const window = windows.get(key) ?? createRateLimitWindow();
    windows.set(key, window);
    return window;
  };

  return async (event: unknown, context: InvocationContext): Promise<RunResult> => {
    const runId = deps.newId();
    const budget = createBudget(clock.now(), context.getRemainingTimeInMillis());
    const work = clock.alarm(budget.workBy);
    const end = clock.alarm(budget.returnBy);
    const session = deps.openHttp(clock);
    const watch = createRunMetrics();
    const put = (exportId: string, metrics: readonly Metric[]): void => {
      if (metrics.length > 0) deps.metrics.put(parseExportId(exportId), metrics);
    };
    const emit: Emit = (event) => {
      const { kind, ...fields } = event;
      logger[WARNINGS.has(kind) ? 'warn' : 'info'](kind, { run_id: runId, ...fields });
      watch.record(event);
      put(event.export, metricsOf(event));
    };
    try {
      const request = parseExportRequest(event);
      const environment = readEnvironment(deps.variables);
      const { lake, cursors, secrets } = deps.aws(environment);
      const { subdomain, credentialsSecretId: secretId, requestsPerMinute, allowanceShare: share } = request;
      const origin = environment.zendeskOrigin ?? `https://${subdomain}.zendesk.com`;
      const sendWithRetry = createRetryLoop({ clock, budget, random, emit });
      const http = { clock, http: session.send, sendWithRetry, origin };
      const credentials = openCredentials({ ...http, secrets, cache, secretId, subdomain });
      const window = rateLimitWindow(subdomain, origin);
      const pacer = createPacer(RATE_LIMIT_BUCKETS.incremental, { requestsPerMinute, share, window });
      const zendesk = createZendesk({ ...http, inflate, credentials, pacer, request });
      const tell = (exportId: string, ending: ExportSummary): void =>
        put(exportId, watch.toMetrics(exportId, { ...ending, apiTokenDaysLeft: credentials.apiTokenDaysLeft() }));
      const run = {
        request,
        prefix: environment.prefix,
        lease: { owner: runId, until: Math.ceil(budget.deadline / 1000) },
        clock,
        budget,
        zendesk,
        lake,
        cursors,
        emit,
        tell,
        work: work.signal,
        end: end.signal,
      };
      const result = await runExports(
        subdomain,
        request.resources.map((name) => openExport(RESOURCES[name], run)),
      );
      logger.info('run', { run_id: runId, ...result });
      return result;
    } catch (error) {
      logger.error('run', { run_id: runId, failed: describe(error) });
      throw error;
    } finally {
      work.cancel();
      end.cancel();
      session.close();
    }
  };
}

/** An error as the log shows it: not its cause, which others wrote. */
const describe = (error: unknown): Readonly<Record<string, string>> =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: 'unknown' };
