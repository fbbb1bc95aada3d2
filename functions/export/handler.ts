import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createCursorStore } from './aws/cursor-store.ts';
import { createLake } from './aws/lake.ts';
import { createMetrics } from './aws/metrics.ts';
import { createSecrets } from './aws/secrets.ts';
import { systemClock } from './clock.ts';
import { createHandler } from './create-handler.ts';
import { openHttp } from './zendesk/http.ts';
import { inflate } from './zendesk/inflate.ts';
import { SECRET_FORMS } from './zendesk/secret.ts';

/** Timeouts in milliseconds of one attempt. The SDK makes three attempts by default. */
const clientOptions = (requestTimeout: number) => ({
  requestHandler: { connectionTimeout: 5_000, requestTimeout, throwOnRequestTimeout: true },
});

const connect = () => ({
  s3: new S3Client(clientOptions(60_000)),
  dynamodb: new DynamoDBClient(clientOptions(20_000)),
  secretsManager: new SecretsManagerClient(clientOptions(20_000)),
});

/** Reused by warm invocations. */
let clients: ReturnType<typeof connect> | undefined;

/** The Lambda function. Each invocation runs the exports of one export request. */
export const handler = createHandler({
  variables: process.env,
  clock: systemClock,
  random: Math.random,
  newId: randomUUID,
  openHttp,
  inflate,
  aws({ bucket, table }) {
    clients ??= connect();
    return {
      lake: createLake(clients.s3, bucket, systemClock),
      cursors: createCursorStore(clients.dynamodb, table),
      secrets: createSecrets(clients.secretsManager, SECRET_FORMS),
    };
  },
  logger: new Logger({ serviceName: 'zendesk-lake' }),
  metrics: createMetrics(),
});
