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

test('a conditional update of a cursor has one winner', async () => {
  const table = await started();
  const client = dynamoDbClient(table.url);
  const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((owner) => client.send(takeLease(owner))));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const lost = results.filter((result) => result.status === 'rejected').map(({ reason }) => String(reason));
  expect(lost).toHaveLength(3);
  expect(lost.every((reason) => reason.includes('ConditionalCheckFailed'))).toBe(true);
});

test('an item that was put comes back as plain values', async () => {
  const table = await started();
  const item = { export_id: 'acme/tickets', end_time: 1_700_000_000, after_cursor: 'MTIz', pinned: true };
  await table.putItem(item);
  expect(await table.getItem('acme/tickets')).toEqual(item);
  expect(await table.getItem('other/tickets')).toBeUndefined();
});

test('single attributes can be set and removed', async () => {
  const table = await started();
  await table.putItem({ export_id: 'acme/tickets', end_time: 5, after_cursor: 'MTIz', pinned: true });
  await table.updateItem('acme/tickets', { end_time: 3, after_cursor: undefined, lease_owner: 'other' });
  const changed = { export_id: 'acme/tickets', end_time: 3, pinned: true, lease_owner: 'other' };
  expect(await table.getItem('acme/tickets')).toEqual(changed);
});

test('a cursor that was kept in a folder is there after a restart', async () => {
  const folder = await temporaryFolder();
  const before = await start(folder);
  await before.putItem({ export_id: 'acme/tickets', end_time: 5 });
  await before.close();
  const after = await start(folder);
  onTestFinished(() => after.close());
  expect(await after.getItem('acme/tickets')).toEqual({ export_id: 'acme/tickets', end_time: 5 });
});

test('a lease can be removed, which changes nothing else and needs no item', async () => {
  const table = await started();
  await table.putItem({ export_id: 'acme/tickets', end_time: 5, lease_owner: 'gone', lease_until: 9 });
  await table.removeLease('acme/tickets');
  await table.removeLease('acme/tickets');
  await table.removeLease('other/tickets');
  expect(await table.getItem('acme/tickets')).toEqual({ export_id: 'acme/tickets', end_time: 5 });
  expect(await table.getItem('other/tickets')).toBeUndefined();
});

test('a request whose answer is lost has been carried out', async () => {
  const table = await started();
  table.intercept(() => ({ kind: 'lose_answer' }));
  await expect(dynamoDbClient(table.url).send(takeLease('me'))).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect(await table.getItem('acme/tickets')).toMatchObject({ lease_owner: 'me' });
});

test('a request whose answer is held has been carried out by then, and is answered after', async () => {
  const table = await started();
  let seen: unknown;
  const until = async (): Promise<void> => void (seen = await table.getItem('acme/tickets'));
  table.intercept(() => ({ kind: 'hold_answer', until }));
  const answer = await dynamoDbClient(table.url).send(takeLease('me'));
  expect(seen).toMatchObject({ lease_owner: 'me' });
  expect(answer.Attributes?.lease_owner).toEqual({ S: 'me' });
});

test('a request that is reset has not been carried out', async () => {
  const table = await started();
  table.intercept(() => ({ kind: 'reset' }));
  await expect(dynamoDbClient(table.url).send(takeLease('me'))).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect(await table.getItem('acme/tickets')).toBeUndefined();
});

test('a fault answers with an error of the service', async () => {
  const table = await started();
  table.intercept(({ operation }) =>
    operation === 'UpdateItem' ? { kind: 'respond', status: 400, code: 'ThrottlingException' } : undefined,
  );
  const client = dynamoDbClient(table.url);
  await expect(client.send(takeLease('me'))).rejects.toThrow(expect.objectContaining({ name: 'ThrottlingException' }));
  const read = new GetItemCommand({ TableName: 'cursors', Key: { export_id: { S: 'acme/tickets' } } });
  expect((await client.send(read)).Item).toBeUndefined();
});

test('a fault may depend on what is written to which export', async () => {
  const table = await started();
  const seen: string[] = [];
  table.intercept(({ key, body }) => void seen.push(`${key} ${/SET (\w+)/.exec(String(body))?.[1]}`));
  await dynamoDbClient(table.url).send(takeLease('me'));
  expect(seen).toEqual(['acme/tickets lease_owner']);
});

test('a request that hangs can be aborted, is logged without a status, and does not keep the server open', async () => {
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

test('a delayed request is carried out after that much of the sandbox clock', async () => {
  const clock = scaledClock(100);
  const table = await startDynamoDb({ clock, table: 'cursors' });
  onTestFinished(() => table.close());
  table.intercept(() => ({ kind: 'delay', ms: 2000 }));
  const begun = clock.now();
  await dynamoDbClient(table.url).send(takeLease('me'));
  expect(clock.now() - begun).toBeGreaterThanOrEqual(1900);
});

test('a client that goes away in the middle of a request does no harm', async () => {
  const table = await started();
  const socket = connect(Number(new URL(table.url).port), '127.0.0.1');
  socket.end('POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 100\r\n\r\n{"half');
  await new Promise((resolve) => {
    socket.on('close', resolve).resume();
  });
  expect((await dynamoDbClient(table.url).send(takeLease('me'))).Attributes?.lease_owner).toEqual({ S: 'me' });
});
