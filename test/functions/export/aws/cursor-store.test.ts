import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createCursorStore } from '#functions/export/aws/cursor-store.ts';
import { StorageError } from '#functions/export/core/errors.ts';
import { LOCAL, NEVER, serviceError } from '#test/support/functions/aws.ts';
import { thrownBy } from '#test/support/functions/thrown.ts';

const LEASE = { owner: 'me', until: 1_700_000_900 };
const KEY = { TableName: 'cursors', Key: { export_id: { S: 'acme/tickets' } } };
const ID = 'acme/tickets';

const conditionFailed = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });

function stubbed() {
  const client = new DynamoDBClient(LOCAL);
  const stub = mockClient(client);
  const sent = () => stub.calls().map(({ args: [command] }) => [command.constructor, command.input]);
  return { stub, sent, cursors: createCursorStore(client, 'cursors') };
}

describe('acquire', () => {
  it('is one conditional UpdateItem that returns the cursor', async () => {
    const { stub, sent, cursors } = stubbed();
    stub.on(UpdateItemCommand).resolves({ Attributes: { end_time: { N: '105' }, lease_owner: { S: 'me' } } });

    expect(await cursors.acquire(ID, LEASE, 1_700_000_000_999, NEVER)).toEqual({ endTime: 105 });

    expect(sent()).toEqual([
      [
        UpdateItemCommand,
        {
          ...KEY,
          UpdateExpression: 'SET lease_owner = :owner, lease_until = :until',
          ConditionExpression:
            'attribute_not_exists(lease_owner) OR (attribute_not_exists(lease_until) OR lease_until < :now OR NOT attribute_type(lease_until, :number)) OR lease_owner = :owner',
          ExpressionAttributeValues: {
            ':owner': { S: 'me' },
            ':until': { N: '1700000900' },
            ':now': { N: '1700000000' },
            ':number': { S: 'N' },
          },
          ReturnValues: 'ALL_NEW',
        },
      ],
    ]);
  });

  it('is held where the condition fails', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).rejects(conditionFailed);
    expect(await cursors.acquire(ID, LEASE, 0, NEVER)).toBe('held');
  });

  it('takes an answer without attributes for an export without a cursor', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).resolves({});
    expect(await cursors.acquire(ID, LEASE, 0, NEVER)).toEqual({});
  });
});

describe('checkpoint', () => {
  const SMALL = { endTime: 105, startTime: 100 };

  it('is one UpdateItem that sets and removes, fenced by the lease and by end_time', async () => {
    const { stub, sent, cursors } = stubbed();
    stub.on(UpdateItemCommand).resolves({});

    const write = { ...SMALL, perPage: 250 };
    expect(await cursors.checkpoint(ID, LEASE, write, { release: false }, NEVER)).toBe('written');

    expect(sent()).toEqual([
      [
        UpdateItemCommand,
        {
          ...KEY,
          UpdateExpression:
            'SET end_time = :end_time, start_time = if_not_exists(start_time, :start_time), per_page = :per_page, checkpoint_id = :checkpoint_id REMOVE after_cursor, pinned_second, last_page',
          ConditionExpression: 'lease_owner = :owner AND (attribute_not_exists(end_time) OR end_time <= :end_time)',
          ExpressionAttributeValues: {
            ':owner': { S: 'me' },
            ':end_time': { N: '105' },
            ':start_time': { N: '100' },
            ':per_page': { N: '250' },
            ':checkpoint_id': { S: 'me#1' },
          },
        },
      ],
    ]);
  });

  it('gives up the lease in the same write, where it is the last', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).resolves({});
    await cursors.checkpoint(ID, LEASE, SMALL, { release: true }, NEVER);
    expect(stub.commandCalls(UpdateItemCommand)[0]?.args[0].input.UpdateExpression).toMatch(
      / REMOVE after_cursor, pinned_second, per_page, last_page, lease_owner, lease_until$/,
    );
  });

  it('has an id of its own, so that a write is told from the one before', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).resolves({});
    await cursors.checkpoint(ID, LEASE, SMALL, { release: false }, NEVER);
    await cursors.checkpoint(ID, LEASE, SMALL, { release: false }, NEVER);
    const ids = stub
      .commandCalls(UpdateItemCommand)
      .map(({ args: [{ input }] }) => input.ExpressionAttributeValues?.[':checkpoint_id']);
    expect(ids).toEqual([{ S: 'me#1' }, { S: 'me#2' }]);
  });

  it('whose condition fails reads the item, and was written where that shows this very write', async () => {
    const { stub, sent, cursors } = stubbed();
    stub.on(UpdateItemCommand).rejects(conditionFailed);
    stub.on(GetItemCommand).resolves({ Item: { checkpoint_id: { S: 'me#1' } } });
    expect(await cursors.checkpoint(ID, LEASE, SMALL, { release: true }, NEVER)).toBe('written');
    expect(sent()[1]).toEqual([GetItemCommand, { ...KEY, ConsistentRead: true }]);
  });

  it.each([{ Item: { checkpoint_id: { S: 'another#1' } } }, { Item: {} }, {}])(
    'is lost where it shows another: %j',
    async (read) => {
      const { stub, cursors } = stubbed();
      stub.on(UpdateItemCommand).rejects(conditionFailed);
      stub.on(GetItemCommand).resolves(read);
      expect(await cursors.checkpoint(ID, LEASE, SMALL, { release: false }, NEVER)).toBe('lost');
    },
  );
});

describe('release', () => {
  const condition = { ...KEY, ConditionExpression: 'lease_owner = :owner' };

  it('gives up the lease and touches nothing else where nothing was learnt', async () => {
    const { stub, sent, cursors } = stubbed();
    stub.on(UpdateItemCommand).resolves({});
    await cursors.release(ID, LEASE, undefined, NEVER);
    expect(sent()).toEqual([
      [
        UpdateItemCommand,
        {
          ...condition,
          UpdateExpression: 'REMOVE lease_owner, lease_until',
          ExpressionAttributeValues: { ':owner': { S: 'me' } },
        },
      ],
    ]);
  });

  it('keeps what was learnt, and removes what no longer holds', async () => {
    const { stub, sent, cursors } = stubbed();
    stub.on(UpdateItemCommand).resolves({});
    await cursors.release(ID, LEASE, { perPage: 500, cursorRefused: true }, NEVER);
    expect(sent()).toEqual([
      [
        UpdateItemCommand,
        {
          ...condition,
          UpdateExpression: 'SET per_page = :per_page REMOVE after_cursor, lease_owner, lease_until',
          ExpressionAttributeValues: { ':owner': { S: 'me' }, ':per_page': { N: '500' } },
        },
      ],
    ]);
  });

  it('of a lease that another holds by now is nothing wrong', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).rejects(conditionFailed);
    await expect(cursors.release(ID, LEASE, { cursorRefused: false }, NEVER)).resolves.toBeUndefined();
  });
});

describe('a failure of DynamoDB', () => {
  type Cursors = ReturnType<typeof createCursorStore>;

  it.each<[string, (cursors: Cursors) => Promise<unknown>]>([
    ['taking the lease in', (cursors) => cursors.acquire(ID, LEASE, 0, NEVER)],
    [
      'writing the checkpoint to',
      (cursors) => cursors.checkpoint(ID, LEASE, { endTime: 1, startTime: 0 }, { release: false }, NEVER),
    ],
    ['releasing the lease in', (cursors) => cursors.release(ID, LEASE, undefined, NEVER)],
  ])('says what it was doing and what to check: %s', async (doing, act) => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).rejects(serviceError('ResourceNotFoundException', 400, 'Requested resource not found'));
    const error = await thrownBy(() => act(cursors));
    expect(error).toBeInstanceOf(StorageError);
    expect(error.message).toMatch(
      new RegExp(`^acme/tickets: ${doing} table cursors failed: ResourceNotFoundException: `),
    );
    expect(error.message).toMatch(/Check that the table of CURSOR_TABLE exists/);
  });

  it('while reading the item leaves open whether the checkpoint was written: an error, not a lost lease', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).rejects(conditionFailed);
    stub.on(GetItemCommand).rejects(serviceError('InternalServerError', 500));
    const checkpoint = cursors.checkpoint(ID, LEASE, { endTime: 1, startTime: 0 }, { release: false }, NEVER);
    await expect(checkpoint).rejects.toThrow(/^acme\/tickets: reading the cursor from table cursors failed/);
  });
});
