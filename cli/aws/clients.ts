import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { fromIni } from '@aws-sdk/credential-provider-ini';

/** Whose credentials, and where. By default what the environment and the shared configuration say. */
export type Login = { readonly profile?: string; readonly region?: string };

export type Clients = {
  readonly cloudFormation: CloudFormationClient;
  readonly scheduler: SchedulerClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly dynamoDb: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
};

/** The longest that a function may run, and a little more. */
const LONGEST_RUN_MS = 16 * 60_000;
/** Longer than any other answer worth waiting for. */
const LONGEST_MS = 60_000;

const waiting = (requestTimeout: number) => ({
  connectionTimeout: 5_000,
  requestTimeout,
  throwOnRequestTimeout: true,
});

/** Objects that are looked up at a time. */
export const LOOKUP_CONCURRENCY = 32;

export function connect({ profile, region }: Login): Clients {
  const login = {
    // By itself the SDK goes on to whatever else it finds, the machine's role for one, where there is no such profile.
    ...(profile !== undefined && { profile, credentials: fromIni({ profile }) }),
    ...(region !== undefined && { region }),
    requestHandler: waiting(LONGEST_MS),
  };
  return {
    cloudFormation: new CloudFormationClient(login),
    scheduler: new SchedulerClient(login),
    // Whose answer is lost has started a run all the same: a second attempt would only start another.
    lambda: new LambdaClient({ ...login, maxAttempts: 1, requestHandler: waiting(LONGEST_RUN_MS) }),
    s3: new S3Client({
      ...login,
      requestHandler: { ...waiting(LONGEST_MS), httpsAgent: { maxSockets: LOOKUP_CONCURRENCY } },
    }),
    dynamoDb: new DynamoDBClient(login),
    secrets: new SecretsManagerClient(login),
  };
}

export function disconnect(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
