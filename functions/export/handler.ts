import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createHandler } from './compose.ts';
import { systemClock } from './clock.ts';
import { openHttp } from './zendesk/http.ts';

/** Longer than any answer worth waiting for; the SDK then tries again, by default three times in all. */
const clientOptions = (requestTimeout: number) => ({
  requestHandler: { connectionTimeout: 5_000, requestTimeout, throwOnRequestTimeout: true },
});

/** The Lambda function: one run of the export that the event asks for. */
export const handler = createHandler({
  variables: process.env,
  clock: systemClock,
  random: Math.random,
  newId: randomUUID,
  openHttp,
  aws: () => ({
    s3: new S3Client(clientOptions(60_000)),
    dynamodb: new DynamoDBClient(clientOptions(10_000)),
    secretsManager: new SecretsManagerClient(clientOptions(10_000)),
  }),
  logger: new Logger({ serviceName: 'zendesk-lake' }),
});
