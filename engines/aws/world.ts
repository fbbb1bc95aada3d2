import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { verifyChain } from '#catalog/chain.ts';
import { type CursorItem, fromAttributes } from '#sandbox/aws/cursor-item.ts';
import { buildBundle } from '#sandbox/cli/bundle.ts';
import { type MovableClock, type SandboxClock, scaledClock } from '#sandbox/clock.ts';
import { compare, latestVersions } from '#sandbox/lake/compare.ts';
import type { LandedObject } from '#sandbox/lake/landed-object.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import { LAKE_RESOURCES } from '#sandbox/lake/resources.ts';
import { type Invocation, type LambdaHost, startLambda } from '#sandbox/lambda/host.ts';
import { createAccount, startZendesk, type ZendeskAccount, type ZendeskServer } from '#sandbox/zendesk/index.ts';
import { WORK_FOLDER } from '../core/folders.ts';
import { startDynamoDbLocal } from '../dynamodb-local/start.ts';
import { type Moto, startMoto } from '../moto/start.ts';
import { callDynamoDb } from './dynamodb-call.ts';

export const SUBDOMAIN = 'acme';
const CLIENT = { clientId: 'lake', clientSecret: 'only-here', expiresIn: 1800 };
const SECRET = 'zendesk-lake/acme';
export const TABLE = 'zendesk-lake-cursors';
const KEY = { export_id: { S: `${SUBDOMAIN}/tickets` } };
const MIRROR = join(WORK_FOLDER, 'aws-lake');
/** Small pages that take their time, so that a run can be ended in the middle of one. */
export const EVENT = { subdomain: SUBDOMAIN, credentialsSecretId: SECRET, pageSize: 10 };
const PAGE_DELAY_MS = 40;

/** The deployed bundle between a simulated Zendesk and third-party emulators of AWS. */
export type AwsWorld = AsyncDisposable & {
  readonly account: ZendeskAccount;
  readonly zendesk: ZendeskServer;
  readonly motoUrl: string;
  readonly bucket: string;
  /** The environment variables of the function, with credentials and endpoints. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: SandboxClock;
  /** Epoch seconds, long settled. */
  readonly began: number;
  /** A further process of the function. */
  host(): Promise<LambdaHost>;
  invoke(host: LambdaHost): Promise<Invocation>;
  /** The cursor item. */
  item(): Promise<CursorItem | undefined>;
  /** The landed objects by key, with their contents in a local folder. */
  objects(): Promise<LandedObject[]>;
  deleteObject(key: string): Promise<void>;
  /** Moves the clock to the moment at which the lease has expired, if there is one. */
  expireLease(): Promise<void>;
  /** Returns a sentence per fault: a ticket that is not in its latest version, or a gap between the objects. */
  wrongLake(): Promise<string[]>;
};

/** @throws Unavailable without Python, Java, Maven or the network */
export async function openAwsWorld(lakeBucket: string): Promise<AwsWorld> {
  await using stack = new AsyncDisposableStack();
  const moto = stack.use(await startMoto());
  const dynamodb = stack.use(await startDynamoDbLocal());
  const bundle = stack.adopt(await buildBundle(), (built) => built.remove());
  const clock = scaledClock(1);
  const account = createAccount({ clock, subdomain: SUBDOMAIN });
  const zendesk = stack.adopt(
    await startZendesk({
      clock,
      account,
      credentials: { clients: [CLIENT] },
      rateLimit: { total: 100_000, windowSeconds: 60 },
      pageDelayMs: () => PAGE_DELAY_MS,
    }),
    (server) => server.close(),
  );
  await prepareAws(moto, dynamodb.url, lakeBucket);
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_S3: moto.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: moto.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    LAKE_BUCKET: lakeBucket,
    CURSOR_TABLE: TABLE,
    ZENDESK_BASE_URL: zendesk.url,
  };
  const s3 = stack.adopt(s3Client(moto.url), (client) => client.destroy());
  const hosts: LambdaHost[] = [];
  stack.defer(async () => void (await Promise.all(hosts.map((host) => host.stop()))));
  const running = stack.move();
  const item = (): Promise<CursorItem | undefined> => readItem(dynamodb.url);
  const objects = (): Promise<LandedObject[]> => mirror(s3, lakeBucket);
  return {
    account,
    zendesk,
    motoUrl: moto.url,
    bucket: lakeBucket,
    env,
    clock,
    began: Math.floor(clock.start / 1000) - 100_000,
    async host() {
      const host = await startLambda({ bundleDir: bundle.dir, clock, env });
      hosts.push(host);
      return host;
    },
    invoke: (host) => host.invoke(EVENT),
    item,
    objects,
    deleteObject: async (key) => void (await s3.send(new DeleteObjectCommand({ Bucket: lakeBucket, Key: key }))),
    expireLease: async () => expire(clock, await item()),
    wrongLake: async () => wrongLake(await objects(), await item(), account),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const s3Client = (endpoint: string): S3Client =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

async function prepareAws(moto: Moto, dynamodbUrl: string, bucket: string): Promise<void> {
  await moto.createBucket(bucket);
  await moto.createSecret(SECRET, JSON.stringify({ clientId: CLIENT.clientId, clientSecret: CLIENT.clientSecret }));
  await callDynamoDb(dynamodbUrl, 'CreateTable', {
    TableName: TABLE,
    AttributeDefinitions: [{ AttributeName: 'export_id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'export_id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
}

async function readItem(url: string): Promise<CursorItem | undefined> {
  const { body } = await callDynamoDb(url, 'GetItem', { TableName: TABLE, Key: KEY, ConsistentRead: true });
  const attributes = body['Item'];
  return isItem(attributes) ? fromAttributes(KEY.export_id.S, attributes) : undefined;
}

const isItem = (value: unknown): value is Parameters<typeof fromAttributes>[1] =>
  typeof value === 'object' && value !== null;

function expire(clock: MovableClock, item: CursorItem | undefined): void {
  const until = item?.lease_until ?? 0;
  clock.advance(Math.max(0, (until + 1) * 1000 - clock.now()));
}

/** Copies the tickets' objects into a folder, to be read as the sandbox reads its own. */
async function mirror(s3: S3Client, bucket: string): Promise<LandedObject[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  const landed = await Promise.all(Contents.map(({ Key = '' }) => copyObject(s3, bucket, Key)));
  return landed.sort((a, b) => a.lastModifiedMs - b.lastModifiedMs || a.requestedAtMs - b.requestedAtMs);
}

async function copyObject(s3: S3Client, bucket: string, key: string): Promise<LandedObject> {
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const path = join(MIRROR, bucket, key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, (await answer.Body?.transformToByteArray()) ?? '');
  const [, start, end] = /\/(\d{10})-(\d{10})-[^/]*$/.exec(key) ?? [];
  const { cursor, 'after-cursor': afterCursor, pagination, 'requested-at': requestedAt } = answer.Metadata ?? {};
  return {
    key,
    path,
    size: answer.ContentLength ?? 0,
    startTime: Number(start),
    endTime: Number(end),
    pagination: pagination === 'cursor' ? 'cursor' : 'time',
    ...(cursor !== undefined && { cursor }),
    ...(afterCursor !== undefined && { afterCursor }),
    requestedAtMs: Number(requestedAt ?? 0),
    lastModifiedMs: answer.LastModified?.getTime() ?? 0,
  };
}

async function wrongLake(
  objects: readonly LandedObject[],
  item: CursorItem | undefined,
  account: ZendeskAccount,
): Promise<string[]> {
  const { complete, ...differences } = compare(
    await latestVersions(objects, LAYOUTS.page, LAKE_RESOURCES.tickets),
    account.latestRecords(),
  );
  const chain = verifyChain(objects, item);
  return [
    ...(complete ? [] : [`the lake is not complete: ${JSON.stringify(differences)}`]),
    ...(chain.complete ? [] : [`the objects prove no complete chain: ${JSON.stringify(chain.gaps)}`]),
  ];
}
