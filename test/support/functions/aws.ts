import { once } from 'node:events';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { onTestFinished } from 'vitest';

/** A signal that never aborts. */
export const NEVER = new AbortController().signal;

/** Settings of a client whose requests reach only a stub or this machine. */
export const LOCAL = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
};

/** Builds an error as thrown by the AWS SDK. */
export const serviceError = (name: string, status: number | undefined, message = name): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

/** Creates a cursor table in a real dynalite server, reached over HTTP. */
export async function cursorTable() {
  const server = dynalite({ createTableMs: 0 });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = new DynamoDBClient({ ...LOCAL, endpoint: `http://127.0.0.1:${address.port}` });
  onTestFinished(async () => {
    client.destroy();
    await new Promise((resolve) => void server.close(resolve));
  });
  await client.send(
    new CreateTableCommand({
      TableName: 'cursors',
      KeySchema: [{ AttributeName: 'export_id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'export_id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await waitUntilTableExists({ client, minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 30 }, { TableName: 'cursors' });
  const key = { TableName: 'cursors', Key: { export_id: { S: 'acme/tickets' } } };

  return {
    client,
    /** Returns the stored attributes. */
    item: async () => {
      const { Item } = await client.send(new GetItemCommand({ ...key, ConsistentRead: true }));
      return Item;
    },
    /** Changes the item like an operator does by hand. */
    update: async (input: Partial<UpdateItemCommandInput>): Promise<void> => {
      await client.send(new UpdateItemCommand({ ...key, ...input }));
    },
    put: async (attributes: Record<string, { S: string } | { N: string }>): Promise<void> => {
      const Item = { export_id: { S: 'acme/tickets' }, ...attributes };
      await client.send(new PutItemCommand({ TableName: 'cursors', Item }));
    },
    /** From now on, loses the first response to each write, so that the SDK sends the write again. */
    repeatWrites: (): void => {
      client.middlewareStack.add(
        (next, context) => async (args) => {
          if (context.commandName === 'UpdateItemCommand') await next(args).catch(() => undefined);
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low' },
      );
    },
  };
}
