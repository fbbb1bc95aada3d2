import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { CursorStore, Lease } from '../core/ports/ports.ts';
import { parseCursorItem, releaseAttributes, writeAttributes } from './cursor-item.ts';
import { callAws } from './call.ts';

/*
 * One item per export holds both the position and the right to advance it, so that one conditional write fences both:
 *
 *   run A   acquire ── page ── checkpoint ── page ──(frozen)───────────────────────────── checkpoint ✗ lease_lost
 *   run B                                        lease_until passes · acquire ── page ── checkpoint ── release
 *
 * A's late checkpoint and A's late release both fail on `leaseIsOurs`.
 */
const leaseIsOurs = 'lease_owner = :owner';
export const leaseIsFree = 'attribute_not_exists(lease_owner)';
export const leaseHasExpired = '(attribute_not_exists(lease_until) OR lease_until < :now)';
const endTimeIsNotLowered = '(attribute_not_exists(end_time) OR end_time <= :end_time)';

export const CURSOR_ADVICE =
  'Check that the table of CURSOR_TABLE exists and that the function may call GetItem and UpdateItem on it.';

/** Cursor items in DynamoDB; the partition key is `export_id`. */
export function createCursorStore(client: DynamoDBClient, table: string): CursorStore {
  let writes = 0;

  const key = (exportId: string) => ({ TableName: table, Key: { export_id: { S: exportId } } });

  async function wasApplied(exportId: string, writeId: string, signal: AbortSignal): Promise<boolean> {
    const { Item } = await callAws(
      `${exportId}: reading the cursor from table ${table}`,
      CURSOR_ADVICE,
      signal,
      (options) => client.send(new GetItemCommand({ ...key(exportId), ConsistentRead: true }), options),
    );
    return Item?.['checkpoint_id']?.S === writeId;
  }

  return {
    async acquire(exportId, lease, now, signal) {
      const command = new UpdateItemCommand({
        ...key(exportId),
        UpdateExpression: 'SET lease_owner = :owner, lease_until = :until',
        ConditionExpression: [leaseIsFree, leaseHasExpired, leaseIsOurs].join(' OR '),
        ExpressionAttributeValues: {
          ':owner': { S: lease.owner },
          ':until': { N: String(lease.until) },
          ':now': { N: String(Math.floor(now / 1000)) },
        },
        ReturnValues: 'ALL_NEW',
      });
      const acquired = await unlessConditionFailed(
        callAws(`${exportId}: taking the lease in table ${table}`, CURSOR_ADVICE, signal, (options) =>
          client.send(command, options),
        ),
      );
      return acquired === undefined ? 'held' : parseCursorItem(exportId, acquired.Attributes ?? {});
    },

    async checkpoint(exportId, lease, write, { release }, signal) {
      writes += 1;
      const writeId = `${lease.owner}#${writes}`;
      const command = new UpdateItemCommand({
        ...key(exportId),
        ...expression(lease, { ...writeAttributes(write), checkpoint_id: { S: writeId }, ...(release && NO_LEASE) }),
        ConditionExpression: [leaseIsOurs, endTimeIsNotLowered].join(' AND '),
      });
      const written = await unlessConditionFailed(
        callAws(`${exportId}: writing the checkpoint to table ${table}`, CURSOR_ADVICE, signal, (options) =>
          client.send(command, options),
        ),
      );
      // A write that released the lease fails its own condition when the SDK repeats it.
      return written !== undefined || (await wasApplied(exportId, writeId, signal)) ? 'written' : 'lost';
    },

    async release(exportId, lease, learnt, signal) {
      const command = new UpdateItemCommand({
        ...key(exportId),
        ...expression(lease, { ...(learnt && releaseAttributes(learnt)), ...NO_LEASE }),
        ConditionExpression: leaseIsOurs,
      });
      await unlessConditionFailed(
        callAws(`${exportId}: releasing the lease in table ${table}`, CURSOR_ADVICE, signal, (options) =>
          client.send(command, options),
        ),
      );
    },
  };
}

const NO_LEASE = { lease_owner: undefined, lease_until: undefined };

/** Sets the attributes that are given and removes those that are undefined. */
function expression(lease: Lease, attributes: Readonly<Record<string, AttributeValue | undefined>>) {
  const set: string[] = [];
  const remove: string[] = [];
  const values: Record<string, AttributeValue> = { ':owner': { S: lease.owner } };
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) remove.push(name);
    else {
      // Where the export began is not for a later run to say again.
      set.push(name === 'start_time' ? `${name} = if_not_exists(${name}, :${name})` : `${name} = :${name}`);
      values[`:${name}`] = value;
    }
  }
  const clauses = [set.length > 0 && `SET ${set.join(', ')}`, remove.length > 0 && `REMOVE ${remove.join(', ')}`];
  return { UpdateExpression: clauses.filter(Boolean).join(' '), ExpressionAttributeValues: values };
}

/** The write's answer, or undefined where its condition did not hold. */
export async function unlessConditionFailed<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
