import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { recordActions } from './operation.ts';

/** AWS profile and region. Default: those of the environment and the shared configuration. */
export type Login = { readonly profile?: string; readonly region?: string };

export type Clients = {
  readonly cloudFormation: CloudFormationClient;
  readonly scheduler: SchedulerClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly dynamoDb: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
};

/** Slightly more than Lambda's maximum duration of 15 minutes. */
const INVOKE_TIMEOUT_MS = 16 * 60_000;
/** Timeout of all other calls. */
const TIMEOUT_MS = 60_000;

const timeouts = (requestTimeout: number) => ({
  connectionTimeout: 5_000,
  requestTimeout,
  throwOnRequestTimeout: true,
});

/** Concurrent metadata lookups. */
export const LOOKUP_CONCURRENCY = 32;

/** Exports whose objects are listed at the same time. Each of them may look up metadata. */
export const LISTING_CONCURRENCY = 4;

/**
 * Creates the clients. They connect with their first call. Unlike the CDK and the AWS CLI, the SDK does not read
 * `AWS_DEFAULT_REGION`.
 */
export function connect({ profile, region: given }: Login): Clients {
  const region = given ?? (process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || undefined);
  const login = {
    // With an unknown profile, the SDK's default chain would fall back to other credentials, such as an instance role.
    ...(profile !== undefined && { profile, credentials: fromIni({ profile }) }),
    ...(region !== undefined && { region }),
    requestHandler: timeouts(TIMEOUT_MS),
  };
  const clients = {
    cloudFormation: new CloudFormationClient(login),
    scheduler: new SchedulerClient(login),
    // No retry: if the response is lost, the run may have started, and a retry would start a second one.
    lambda: new LambdaClient({ ...login, maxAttempts: 1, requestHandler: timeouts(INVOKE_TIMEOUT_MS) }),
    s3: new S3Client({
      ...login,
      requestHandler: { ...timeouts(TIMEOUT_MS), httpsAgent: { maxSockets: LISTING_CONCURRENCY * LOOKUP_CONCURRENCY } },
    }),
    dynamoDb: new DynamoDBClient(login),
    secrets: new SecretsManagerClient(login),
  };
  recordActions(clients.cloudFormation.middlewareStack);
  recordActions(clients.scheduler.middlewareStack);
  recordActions(clients.lambda.middlewareStack);
  recordActions(clients.s3.middlewareStack);
  recordActions(clients.dynamoDb.middlewareStack);
  recordActions(clients.secrets.middlewareStack);
  return clients;
}

export function disconnect(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
