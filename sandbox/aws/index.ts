import { scaledClock } from '../clock.ts';
import { type LocalDynamoDb, startDynamoDb } from './dynamodb.ts';
import type { ServerOptions } from './local-server.ts';
import { type LocalS3, startS3 } from './s3.ts';
import { type LocalSecretsManager, startSecretsManager } from './secrets-manager.ts';

export type AwsOptions = Partial<ServerOptions> & {
  /** The bucket's folder. Each object is a file under its key. */
  readonly lakeDir: string;
  /** Folder that stores the cursor table between runs. @defaultValue - in memory */
  readonly cursorDir?: string;
};

export type LocalAws = {
  readonly s3: LocalS3;
  readonly secrets: LocalSecretsManager;
  readonly dynamodb: LocalDynamoDb;
  /** Environment variables for the function: endpoints, bucket and table. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/** Starts S3, Secrets Manager and DynamoDB on free ports of 127.0.0.1. */
export async function startAws({ lakeDir, cursorDir, ...more }: AwsOptions): Promise<LocalAws> {
  const options = { clock: scaledClock(1), ...more };
  const path = cursorDir === undefined ? {} : { path: cursorDir };
  const [dynamodb, s3, secrets] = await Promise.all([
    startDynamoDb({ ...options, table: 'zendesk-lake-cursors', ...path }),
    startS3({ ...options, bucket: 'lake', root: lakeDir }),
    startSecretsManager(options),
  ]);
  return {
    s3,
    secrets,
    dynamodb,
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      LAKE_BUCKET: s3.bucket,
      CURSOR_TABLE: dynamodb.table,
    },
    close: async () => {
      await Promise.all([s3.close(), secrets.close(), dynamodb.close()]);
    },
  };
}
