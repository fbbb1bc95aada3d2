import { mkdir } from 'node:fs/promises';
import {
  type AttributeValueUpdate,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceInUseException,
  UpdateItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { type CursorItem, fromAttributes, type PlainAttributes, toAttributes } from './cursor-item.ts';
import { isObject, jsonResponse, parseOperation, parseParameters } from './json-protocol.ts';
import { listenOnLoopback } from './listen.ts';
import {
  type AwsResponse,
  type AwsService,
  type LocalServer,
  type RawRequest,
  serve,
  type ServerOptions,
} from './local-server.ts';

export type DynamoDbOptions = ServerOptions & {
  /** Name of the cursor table, which is created if it does not exist. */
  readonly table: string;
  /** Folder that stores the items between runs. @defaultValue - in memory */
  readonly path?: string;
};

export type LocalDynamoDb = LocalServer & {
  readonly table: string;
  getItem(exportId: string): Promise<CursorItem | undefined>;
  /** Replaces the whole item, as an operator can in the console. */
  putItem(item: CursorItem): Promise<void>;
  /** Sets these attributes and removes those that are undefined. Other attributes are unchanged. */
  updateItem(exportId: string, changes: PlainAttributes): Promise<void>;
  /** Removes the lease of a run that no longer exists. Other attributes are unchanged. */
  removeLease(exportId: string): Promise<void>;
};

/**
 * Starts a local DynamoDB (dynalite) with the cursor table. Requests go through a proxy that logs them and injects
 * faults. It also protects against a bug of dynalite, which ends the process if a client disconnects during a request.
 */
export async function startDynamoDb({ table, path, ...options }: DynamoDbOptions): Promise<LocalDynamoDb> {
  if (path !== undefined) await mkdir(path, { recursive: true });
  const database = dynalite({ createTableMs: 0, ...(path !== undefined && { path }) });
  const upstream = await listenOnLoopback(database);
  const forwarded = new Set<Promise<Response>>();
  const proxy = await serve(forwardTo(upstream, forwarded), options);
  // Bypasses the proxy: lookups by tests and reports are not logged and get no faults.
  const client = new DynamoDBClient({
    endpoint: upstream,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTable(client, table);

  return {
    ...proxy,
    table,
    getItem: async (exportId) => {
      const Key = { export_id: { S: exportId } };
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item === undefined ? undefined : fromAttributes(exportId, Item);
    },
    removeLease: async (exportId) => {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: { export_id: { S: exportId } },
        UpdateExpression: 'REMOVE lease_owner, lease_until',
        ConditionExpression: 'attribute_exists(lease_owner)',
      });
      await client.send(command).catch((error: unknown) => {
        // The item does not exist or has no lease.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    },
    putItem: async (item) => {
      await client.send(new PutItemCommand({ TableName: table, Item: toAttributes(item) }));
    },
    updateItem: async (exportId, changes) => {
      const values = toAttributes(changes);
      const updates = Object.keys(changes).map((name): [string, AttributeValueUpdate] => {
        const Value = values[name];
        return [name, Value === undefined ? { Action: 'DELETE' } : { Action: 'PUT', Value }];
      });
      const Key = { export_id: { S: exportId } };
      const AttributeUpdates = Object.fromEntries(updates);
      await client.send(new UpdateItemCommand({ TableName: table, Key, AttributeUpdates }));
    },
    close: async () => {
      await proxy.close();
      client.destroy();
      // Dynalite ends the process if it is closed during a request.
      await Promise.allSettled(forwarded);
      await new Promise<void>((resolve, reject) => {
        database.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
        database.closeAllConnections();
      });
    },
  };
}

/** @param pending - contains the forwarded requests until they are answered */
function forwardTo(upstream: string, pending: Set<Promise<Response>>): AwsService {
  return {
    describe: (request) => ({ operation: parseOperation(request), key: parseExportId(request) }),
    error: (status, code, message) =>
      jsonResponse('1.0', status, { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }),
    answer: async (request): Promise<AwsResponse> => {
      const headers = new Headers({
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': String(request.headers['x-amz-target']),
        'x-amz-date': String(request.headers['x-amz-date']),
        authorization: String(request.headers.authorization),
      });
      const forwarded = fetch(upstream, { method: 'POST', headers, body: new Uint8Array(request.body) });
      pending.add(forwarded);
      const response = await forwarded.finally(() => pending.delete(forwarded));
      const type = response.headers.get('content-type') ?? 'application/x-amz-json-1.0';
      return { status: response.status, headers: { 'content-type': type }, body: await response.text() };
    },
  };
}

/** Returns the partition key of the request's item, e.g. `acme/tickets`. */
function parseExportId(request: RawRequest): string {
  const { Key, Item } = parseParameters(request);
  const key = Key ?? Item;
  const id = isObject(key) ? key.export_id : undefined;
  return isObject(id) && typeof id.S === 'string' ? id.S : '';
}

async function createTable(client: DynamoDBClient, table: string): Promise<void> {
  const command = new CreateTableCommand({
    TableName: table,
    KeySchema: [{ AttributeName: 'export_id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'export_id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await client.send(command).catch((error: unknown) => {
    // A previous run created the table.
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  await waitUntilTableExists({ client, minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 30 }, { TableName: table });
}
