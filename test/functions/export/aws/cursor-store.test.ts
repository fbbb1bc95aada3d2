import {
  BatchGetItemCommand,
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

describe('read', () => {
  const IDS = ['acme/tickets', 'acme/users', 'acme/calls'];

  it('sends one BatchGetItem and returns the cursors, empty ones for exports without an item', async () => {
    const { stub, sent, cursors } = stubbed();
    const users = { export_id: { S: 'acme/users' }, end_time: { N: '7' }, lease_owner: { S: 'they' } };
    stub.on(BatchGetItemCommand).resolves({ Responses: { cursors: [users] } });
    const expected = [
      ['acme/tickets', {}],
      ['acme/users', { endTime: 7 }],
      ['acme/calls', {}],
    ] as const;
    expect(await cursors.read(IDS, NEVER)).toEqual(new Map(expected));
    const Keys = IDS.map((id) => ({ export_id: { S: id } }));
    expect(sent()).toEqual([[BatchGetItemCommand, { RequestItems: { cursors: { Keys } } }]]);
  });

  it('leaves out exports that DynamoDB did not process, and items that are not valid', async () => {
    const { stub, cursors } = stubbed();
    stub.on(BatchGetItemCommand).resolves({
      Responses: { cursors: [{ export_id: { S: 'acme/users' }, end_time: { S: 'soon' } }] },
      UnprocessedKeys: { cursors: { Keys: [{ export_id: { S: 'acme/calls' } }] } },
    });
    expect(await cursors.read(IDS, NEVER)).toEqual(new Map([['acme/tickets', {}]]));
  });

  it('throws a StorageError that names the exports and the permission', async () => {
    const { stub, cursors } = stubbed();
    stub.on(BatchGetItemCommand).rejects(serviceError('AccessDeniedException', 400));
    const error = await thrownBy(() => cursors.read(IDS, NEVER));
    expect(error).toBeInstanceOf(StorageError);
    expect(error.message).toMatch(/^acme\/tickets, acme\/users, acme\/calls: reading .*dynamodb:BatchGetItem/);
  });
});

describe('acquire', () => {
  it('sends one conditional UpdateItem and returns the cursor', async () => {
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

  it('returns held if the condition fails', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).rejects(conditionFailed);
    expect(await cursors.acquire(ID, LEASE, 0, NEVER)).toBe('held');
  });

  it('returns an empty cursor for a response without attributes', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).resolves({});
    expect(await cursors.acquire(ID, LEASE, 0, NEVER)).toEqual({});
  });
});

describe('checkpoint', () => {
  const SMALL = { endTime: 105, startTime: 100 };

  it('sends one UpdateItem that sets and removes attributes, conditional on the lease and on end_time', async () => {
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

  it('releases the lease in the same write as the last checkpoint', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).resolves({});
    await cursors.checkpoint(ID, LEASE, SMALL, { release: true }, NEVER);
    expect(stub.commandCalls(UpdateItemCommand)[0]?.args[0].input.UpdateExpression).toMatch(
      / REMOVE after_cursor, pinned_second, per_page, last_page, lease_owner, lease_until$/,
    );
  });

  it('writes a new checkpoint_id each time, which distinguishes it from the write before', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).resolves({});
    await cursors.checkpoint(ID, LEASE, SMALL, { release: false }, NEVER);
    await cursors.checkpoint(ID, LEASE, SMALL, { release: false }, NEVER);
    const ids = stub
      .commandCalls(UpdateItemCommand)
      .map(({ args: [{ input }] }) => input.ExpressionAttributeValues?.[':checkpoint_id']);
    expect(ids).toEqual([{ S: 'me#1' }, { S: 'me#2' }]);
  });

  it('reads the item if the condition fails, and returns written if it contains this checkpoint_id', async () => {
    const { stub, sent, cursors } = stubbed();
    stub.on(UpdateItemCommand).rejects(conditionFailed);
    stub.on(GetItemCommand).resolves({ Item: { checkpoint_id: { S: 'me#1' } } });
    expect(await cursors.checkpoint(ID, LEASE, SMALL, { release: true }, NEVER)).toBe('written');
    expect(sent()[1]).toEqual([GetItemCommand, { ...KEY, ConsistentRead: true }]);
  });

  it.each([{ Item: { checkpoint_id: { S: 'another#1' } } }, { Item: {} }, {}])(
    'returns lost if the condition fails and the item has another checkpoint_id: %j',
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

  it('removes only the lease if there is nothing to write', async () => {
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

  it('writes the page size and removes a refused cursor with the lease', async () => {
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

  it('succeeds without a change if another attempt owns the lease', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).rejects(conditionFailed);
    await expect(cursors.release(ID, LEASE, { cursorRefused: false }, NEVER)).resolves.toBeUndefined();
  });
});

describe('a DynamoDB failure', () => {
  type Cursors = ReturnType<typeof createCursorStore>;

  it.each<[string, (cursors: Cursors) => Promise<unknown>]>([
    ['acquiring the lease in', (cursors) => cursors.acquire(ID, LEASE, 0, NEVER)],
    [
      'writing the checkpoint to',
      (cursors) => cursors.checkpoint(ID, LEASE, { endTime: 1, startTime: 0 }, { release: false }, NEVER),
    ],
    ['releasing the lease in', (cursors) => cursors.release(ID, LEASE, undefined, NEVER)],
  ])('names the action and the next step while %s the table', async (action, act) => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).rejects(serviceError('ResourceNotFoundException', 400, 'Requested resource not found'));
    const error = await thrownBy(() => act(cursors));
    expect(error).toBeInstanceOf(StorageError);
    expect(error.message).toMatch(
      new RegExp(`^acme/tickets: ${action} table cursors failed: ResourceNotFoundException: `),
    );
    expect(error.message).toMatch(/Check that the table named in CURSOR_TABLE exists/);
  });

  it('throws, instead of returning lost, if the item cannot be read after a failed condition', async () => {
    const { stub, cursors } = stubbed();
    stub.on(UpdateItemCommand).rejects(conditionFailed);
    stub.on(GetItemCommand).rejects(serviceError('InternalServerError', 500));
    const checkpoint = cursors.checkpoint(ID, LEASE, { endTime: 1, startTime: 0 }, { release: false }, NEVER);
    await expect(checkpoint).rejects.toThrow(/^acme\/tickets: reading the cursor from table cursors failed/);
  });
});
