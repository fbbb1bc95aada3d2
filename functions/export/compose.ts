import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createCursorStore } from './aws/cursor-store.ts';
import { createLake } from './aws/lake.ts';
import { createSecrets } from './aws/secrets.ts';
import { createBudget } from './core/budget.ts';
import { openExport } from './core/drain.ts';
import type { Emit } from './core/events.ts';
import type { RunResult } from './core/outcome.ts';
import { createPacer } from './core/pacer.ts';
import type { Clock } from './core/ports.ts';
import { parseExportRequest } from './core/request.ts';
import { RESOURCES } from './core/resource.ts';
import { runExports } from './core/run.ts';
import { readEnvironment } from './environment.ts';
import { createZendesk } from './zendesk/client.ts';
import { openCredentials, type Vault } from './zendesk/credentials.ts';
import { createExchange } from './zendesk/exchange.ts';
import type { openHttp } from './zendesk/http.ts';
import { SECRET_FORMS } from './zendesk/secret.ts';

export type AwsClients = {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly secretsManager: SecretsManagerClient;
};

/** Everything that the function takes from outside. */
export type HandlerDeps = {
  /** The process's environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly newId: () => string;
  readonly openHttp: typeof openHttp;
  /** Called once per process, at the first valid event, so that importing the function touches nothing. */
  readonly aws: () => AwsClients;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
};

/** What the function needs of Lambda's context. */
export type InvocationContext = { getRemainingTimeInMillis(): number };

/** Puts the function together. */
export function createHandler(deps: HandlerDeps) {
  const { clock, random, logger } = deps;
  const vault: Vault = new Map();
  let clients: AwsClients | undefined;

  return async (event: unknown, context: InvocationContext): Promise<RunResult> => {
    const runId = deps.newId();
    const budget = createBudget(clock.now(), context.getRemainingTimeInMillis());
    const work = clock.alarm(budget.workBy);
    const end = clock.alarm(budget.returnBy);
    const session = deps.openHttp(clock);
    const emit: Emit = ({ kind, ...fields }) =>
      kind === 'retry'
        ? logger.warn(kind, { run_id: runId, ...fields })
        : logger.info(kind, { run_id: runId, ...fields });
    try {
      const request = parseExportRequest(event);
      const environment = readEnvironment(deps.variables);
      clients ??= deps.aws();
      const { subdomain, credentialsSecretId: secretId, requestsPerMinute } = request;
      const origin = environment.zendeskOrigin ?? `https://${subdomain}.zendesk.com`;
      const exchange = createExchange({ clock, budget, random, emit, work: work.signal });
      const http = { clock, http: session.send, exchange, work: work.signal, origin };
      const secrets = createSecrets(clients.secretsManager, SECRET_FORMS);
      const credentials = openCredentials({ ...http, secrets, vault, secretId, subdomain });
      const zendesk = createZendesk({ ...http, credentials, pacer: createPacer(requestsPerMinute), request });
      const run = {
        request,
        prefix: environment.prefix,
        lease: { owner: runId, until: Math.ceil(budget.deadline / 1000) },
        clock,
        budget,
        zendesk,
        lake: createLake(clients.s3, environment.bucket, clock),
        cursors: createCursorStore(clients.dynamodb, environment.table),
        emit,
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
