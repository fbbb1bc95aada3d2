import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type LocalDynamoDb, startDynamoDb } from '#sandbox/aws/dynamodb.ts';
import { scaledClock } from '#sandbox/clock.ts';
import { dynamoDbClient } from '#test/support/sandbox/aws/clients.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

const start = async (path?: string): Promise<LocalDynamoDb> =>
  startDynamoDb({ clock: scaledClock(1), table: 'cursors', ...(path !== undefined && { path }) });

async function started(): Promise<LocalDynamoDb> {
  const server = await start();
  onTestFinished(() => server.close());
  return server;
}

const takeLease = (owner: string): UpdateItemCommand =>
  new UpdateItemCommand({
    TableName: 'cursors',
    Key: { export_id: { S: 'acme/tickets' } },
    UpdateExpression: 'SET lease_owner = :me',
    ConditionExpression: 'attribute_not_exists(lease_owner)',
    ExpressionAttributeValues: { ':me': { S: owner } },
    ReturnValues: 'ALL_NEW',
  });

test('only one of several concurrent conditional updates succeeds', async () => {
  const table = await started();
  const client = dynamoDbClient(table.url);
  const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((owner) => client.send(takeLease(owner))));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const lost = results.filter((result) => result.status === 'rejected').map(({ reason }) => String(reason));
  expect(lost).toHaveLength(3);
  expect(lost.every((reason) => reason.includes('ConditionalCheckFailed'))).toBe(true);
});

test('getItem returns a stored item as plain values', async () => {
  const table = await started();
  const item = { export_id: 'acme/tickets', end_time: 1_700_000_000, after_cursor: 'MTIz', pinned: true };
  await table.putItem(item);
  expect(await table.getItem('acme/tickets')).toEqual(item);
  expect(await table.getItem('other/tickets')).toBeUndefined();
});

test('updateItem sets and removes single attributes', async () => {
  const table = await started();
  await table.putItem({ export_id: 'acme/tickets', end_time: 5, after_cursor: 'MTIz', pinned: true });
  await table.updateItem('acme/tickets', { end_time: 3, after_cursor: undefined, lease_owner: 'other' });
  const changed = { export_id: 'acme/tickets', end_time: 3, pinned: true, lease_owner: 'other' };
  expect(await table.getItem('acme/tickets')).toEqual(changed);
});

test('items in a folder survive a restart', async () => {
  const folder = await temporaryFolder();
  const before = await start(folder);
  await before.putItem({ export_id: 'acme/tickets', end_time: 5 });
  await before.close();
  const after = await start(folder);
  onTestFinished(() => after.close());
  expect(await after.getItem('acme/tickets')).toEqual({ export_id: 'acme/tickets', end_time: 5 });
});

test('removeLease removes only the lease, and ignores a missing lease or item', async () => {
  const table = await started();
  await table.putItem({ export_id: 'acme/tickets', end_time: 5, lease_owner: 'gone', lease_until: 9 });
  await table.removeLease('acme/tickets');
  await table.removeLease('acme/tickets');
  await table.removeLease('other/tickets');
  expect(await table.getItem('acme/tickets')).toEqual({ export_id: 'acme/tickets', end_time: 5 });
  expect(await table.getItem('other/tickets')).toBeUndefined();
});

test('lose_answer executes the request and closes the connection', async () => {
  const table = await started();
  table.intercept(() => ({ kind: 'lose_answer' }));
  await expect(dynamoDbClient(table.url).send(takeLease('me'))).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect(await table.getItem('acme/tickets')).toMatchObject({ lease_owner: 'me' });
});

test('hold_answer executes the request before it waits, and responds afterwards', async () => {
  const table = await started();
  let stored: unknown;
  const until = async (): Promise<void> => void (stored = await table.getItem('acme/tickets'));
  table.intercept(() => ({ kind: 'hold_answer', until }));
  const answer = await dynamoDbClient(table.url).send(takeLease('me'));
  expect(stored).toMatchObject({ lease_owner: 'me' });
  expect(answer.Attributes?.lease_owner).toEqual({ S: 'me' });
});

test('reset closes the connection without executing the request', async () => {
  const table = await started();
  table.intercept(() => ({ kind: 'reset' }));
  await expect(dynamoDbClient(table.url).send(takeLease('me'))).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect(await table.getItem('acme/tickets')).toBeUndefined();
});

test('respond returns an error of the service', async () => {
  const table = await started();
  table.intercept(({ operation }) =>
    operation === 'UpdateItem' ? { kind: 'respond', status: 400, code: 'ThrottlingException' } : undefined,
  );
  const client = dynamoDbClient(table.url);
  await expect(client.send(takeLease('me'))).rejects.toThrow(expect.objectContaining({ name: 'ThrottlingException' }));
  const read = new GetItemCommand({ TableName: 'cursors', Key: { export_id: { S: 'acme/tickets' } } });
  expect((await client.send(read)).Item).toBeUndefined();
});

test('an interceptor receives the item key and the request body', async () => {
  const table = await started();
  const updates: string[] = [];
  table.intercept(({ key, body }) => void updates.push(`${key} ${/SET (\w+)/.exec(String(body))?.[1]}`));
  await dynamoDbClient(table.url).send(takeLease('me'));
  expect(updates).toEqual(['acme/tickets lease_owner']);
});

test('a hanging request can be aborted, is logged without a status and does not block close()', async () => {
  const table = await start();
  const received = new Promise<void>((resolve) => {
    table.intercept(() => {
      resolve();
      return { kind: 'hang' };
    });
  });
  const controller = new AbortController();
  const hanging = dynamoDbClient(table.url).send(takeLease('me'), { abortSignal: controller.signal });
  await received;
  controller.abort();
  await expect(hanging).rejects.toThrow(/abort/i);
  expect(table.requests).toMatchObject([{ operation: 'UpdateItem', key: 'acme/tickets' }]);
  expect(table.requests[0]?.status).toBeUndefined();
  await table.close();
});

test('delay executes the request after this time on the sandbox clock', async () => {
  const clock = scaledClock(100);
  const table = await startDynamoDb({ clock, table: 'cursors' });
  onTestFinished(() => table.close());
  table.intercept(() => ({ kind: 'delay', ms: 2000 }));
  const startedAt = clock.now();
  await dynamoDbClient(table.url).send(takeLease('me'));
  expect(clock.now() - startedAt).toBeGreaterThanOrEqual(1900);
});

test('a client that disconnects during a request does not affect later requests', async () => {
  const table = await started();
  const socket = connect(Number(new URL(table.url).port), '127.0.0.1');
  socket.end('POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 100\r\n\r\n{"half');
  await new Promise((resolve) => {
    socket.on('close', resolve).resume();
  });
  expect((await dynamoDbClient(table.url).send(takeLease('me'))).Attributes?.lease_owner).toEqual({ S: 'me' });
});
