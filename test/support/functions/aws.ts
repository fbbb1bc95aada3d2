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

/** Settings of an AWS client that only calls stubs or local services. */
export const LOCAL = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
};

/** An error as the SDK throws it. */
export const serviceError = (name: string, status: number, message = name): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

/** A cursor table in a real dynalite, over HTTP. */
export async function cursorTable() {
  const server = dynalite({ createTableMs: 0 });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server is not listening on a port.');
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
    /** The attributes as DynamoDB returns them. */
    item: async () => {
      const { Item } = await client.send(new GetItemCommand({ ...key, ConsistentRead: true }));
      return Item;
    },
    /** Updates the item like an operator. */
    update: async (input: Partial<UpdateItemCommandInput>): Promise<void> => {
      await client.send(new UpdateItemCommand({ ...key, ...input }));
    },
    put: async (attributes: Record<string, { S: string } | { N: string }>): Promise<void> => {
      const Item = { export_id: { S: 'acme/tickets' }, ...attributes };
      await client.send(new PutItemCommand({ TableName: 'cursors', Item }));
    },
    /** Loses the first response to every following write, so that the SDK retries it. */
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
