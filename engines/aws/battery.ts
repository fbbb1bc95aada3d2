import { isDeepStrictEqual } from 'node:util';
import { CURSOR_ATTRIBUTES, LEASE_HAS_EXPIRED, LEASE_IS_FREE, leaseValues } from '#common/cursor-attributes.ts';
import { callDynamoDb, type DynamoDbAnswer } from './dynamodb-call.ts';

const A = CURSOR_ATTRIBUTES;
const TABLE = 'battery';
const NOW = 1_766_019_296;
const KEY = { export_id: { S: 'acme/tickets' } };

type Item = Readonly<Record<string, object>>;

/** One request, over an item that is there before. */
type Case = {
  readonly name: string;
  readonly item?: Item;
  readonly operation: 'UpdateItem' | 'GetItem';
  readonly input: object;
  /** Why dynalite is known to answer otherwise. */
  readonly difference?: string;
};

const held = (until: object): Item => ({ lease_owner: { S: 'other' }, lease_until: until });

const ours: Item = { lease_owner: { S: 'me' }, lease_until: { N: String(NOW + 60) }, end_time: { N: '100' } };

const acquire = {
  UpdateExpression: `SET ${A.leaseOwner} = :owner, ${A.leaseUntil} = :until`,
  ConditionExpression: `${LEASE_IS_FREE} OR ${LEASE_HAS_EXPIRED} OR ${A.leaseOwner} = :owner`,
  ExpressionAttributeValues: {
    ':owner': { S: 'me' },
    ':until': { N: String(NOW + 900) },
    ...leaseValues(NOW * 1000),
  },
  ReturnValues: 'ALL_NEW',
};

const checkpoint = (endTime: string, more = ''): object => ({
  UpdateExpression: `SET ${A.endTime} = :end, ${A.startTime} = if_not_exists(${A.startTime}, :start), ${A.lastPage} = :page${more}`,
  ConditionExpression: `${A.leaseOwner} = :owner AND (attribute_not_exists(${A.endTime}) OR ${A.endTime} <= :end)`,
  ExpressionAttributeValues: {
    ':owner': { S: 'me' },
    ':end': { N: endTime },
    ':start': { N: '0' },
    ':page': { M: { count: { N: '3' }, digest: { S: 'abc' } } },
  },
  ReturnValues: 'ALL_NEW',
});

const release = (owner: string): object => ({
  UpdateExpression: `REMOVE ${A.leaseOwner}, ${A.leaseUntil}`,
  ConditionExpression: `${A.leaseOwner} = :owner`,
  ExpressionAttributeValues: { ':owner': { S: owner } },
  ReturnValues: 'ALL_NEW',
});

const update = (name: string, item: Item | undefined, input: object, difference?: string): Case => ({
  name,
  operation: 'UpdateItem',
  input,
  ...(item !== undefined && { item }),
  ...(difference !== undefined && { difference }),
});

const CASES: readonly Case[] = [
  update('acquire without an item', undefined, acquire),
  update('acquire a free item', { end_time: { N: '5' } }, acquire),
  update('acquire a held item', held({ N: String(NOW + 1) }), acquire),
  update('acquire at the very second', held({ N: String(NOW) }), acquire),
  update('acquire an expired item', held({ N: String(NOW - 1) }), acquire),
  update('acquire with an end that is text', held({ S: 'soon' }), acquire),
  update('acquire with an end that is a map', held({ M: {} }), acquire),
  update('acquire with an end with a fraction', held({ N: `${NOW}.5` }), acquire),
  update('acquire without an end', { lease_owner: { S: 'other' } }, acquire),
  update('acquire again', ours, acquire),
  update('checkpoint forward', ours, checkpoint('101')),
  update('checkpoint in place', ours, checkpoint('100')),
  update('checkpoint backward', ours, checkpoint('99')),
  update('checkpoint over text', { ...ours, end_time: { S: '1' } }, checkpoint('101')),
  update('checkpoint without the lease', held({ N: '1' }), checkpoint('101')),
  update('checkpoint without an item', undefined, checkpoint('101')),
  update('checkpoint with release', ours, checkpoint('101', ` REMOVE ${A.leaseOwner}, ${A.leaseUntil}`)),
  update('release', ours, release('me')),
  update('release of another', ours, release('other')),
  update('release without an item', undefined, release('me')),
  update('a value that is not used', ours, {
    ...release('me'),
    ExpressionAttributeValues: { ':owner': { S: 'me' }, ':x': { N: '1' } },
  }),
  update('a value that is not defined', ours, { ...release('me'), ExpressionAttributeValues: undefined }),
  update('a reserved word', ours, {
    UpdateExpression: 'SET status = :x',
    ExpressionAttributeValues: { ':x': { N: '1' } },
  }),
  update('the key', ours, { UpdateExpression: 'SET export_id = :x', ExpressionAttributeValues: { ':x': { S: 'x' } } }),
  update('one attribute twice', ours, {
    UpdateExpression: `SET ${A.endTime} = :x REMOVE ${A.endTime}`,
    ExpressionAttributeValues: { ':x': { N: '1' } },
  }),
  update('a number with 39 digits', ours, checkpoint('1'.repeat(39))),
  update('a number that is none', ours, checkpoint('soon')),
  update('a number spelled 101.0', ours, checkpoint('101.0'), 'dynalite normalizes numbers, as the service does'),
  update(
    'a refusal with the item',
    held({ N: String(NOW + 1) }),
    { ...acquire, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    'dynalite ignores ReturnValuesOnConditionCheckFailure',
  ),
  update(
    'an expression over 4 KB',
    ours,
    {
      ...release('me'),
      ConditionExpression: Array.from({ length: 300 }, () => `${A.leaseOwner} = :owner`).join(' AND '),
    },
    'dynalite accepts it',
  ),
  { name: 'get', item: ours, operation: 'GetItem', input: { ConsistentRead: true } },
  { name: 'get without an item', operation: 'GetItem', input: { ConsistentRead: true } },
];

export type BatteryResult = { readonly passed: string; readonly failures: readonly string[] };

/** Sends every request to both databases, and compares the answers and the items after it. */
export async function compareDynamoDb(local: string, dynalite: string): Promise<BatteryResult> {
  const urls = [local, dynalite] as const;
  for (const url of urls) await createTable(url);
  const failures: string[] = [];
  for (const each of CASES) {
    const [ours, theirs] = await Promise.all(urls.map((url) => outcomeOf(url, each)));
    const isEqual = isDeepStrictEqual(ours, theirs);
    if (!isEqual && each.difference === undefined)
      failures.push(`${each.name}: ${JSON.stringify(theirs)} instead of ${JSON.stringify(ours)}`);
    // A list that is longer than need be would hide the next difference.
    if (isEqual && each.difference !== undefined) failures.push(`${each.name}: no difference: ${each.difference}`);
  }
  return { passed: `${CASES.length - failures.length} of ${CASES.length} requests`, failures };
}

async function createTable(url: string): Promise<void> {
  await callDynamoDb(url, 'CreateTable', {
    TableName: TABLE,
    AttributeDefinitions: [{ AttributeName: 'export_id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'export_id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  // Either may take a moment.
  for (let polls = 0; polls < 50; polls += 1) {
    const { body } = await callDynamoDb(url, 'DescribeTable', { TableName: TABLE });
    if (JSON.stringify(body).includes('"TableStatus":"ACTIVE"')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} creates no table`);
}

/** The answer, without the words of a message, and the item after it. */
async function outcomeOf(url: string, { item, operation, input }: Case): Promise<object> {
  await callDynamoDb(url, 'DeleteItem', { TableName: TABLE, Key: KEY });
  if (item !== undefined) await callDynamoDb(url, 'PutItem', { TableName: TABLE, Item: { ...KEY, ...item } });
  const answer = await callDynamoDb(url, operation, { TableName: TABLE, Key: KEY, ...input });
  const { body } = await callDynamoDb(url, 'GetItem', { TableName: TABLE, Key: KEY, ConsistentRead: true });
  return { ...withoutWords(answer), after: body['Item'] };
}

function withoutWords({ status, body }: DynamoDbAnswer): object {
  const { message: _message, Message: _Message, __type: type, ...rest } = body;
  return { status, ...(typeof type === 'string' && { error: type.replace(/^.*#/, '') }), ...rest };
}
