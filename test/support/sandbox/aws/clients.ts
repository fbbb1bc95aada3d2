import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { onTestFinished } from 'vitest';

const common = (endpoint: string, maxAttempts: number) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  maxAttempts,
});

export const s3Client = (endpoint: string, maxAttempts = 1): S3Client =>
  untilFinished(new S3Client({ ...common(endpoint, maxAttempts), forcePathStyle: true }));

export const secretsClient = (endpoint: string): SecretsManagerClient =>
  untilFinished(new SecretsManagerClient(common(endpoint, 1)));

export const dynamoDbClient = (endpoint: string, maxAttempts = 1): DynamoDBClient =>
  untilFinished(new DynamoDBClient(common(endpoint, maxAttempts)));

function untilFinished<Client extends { destroy(): void }>(client: Client): Client {
  onTestFinished(() => client.destroy());
  return client;
}
