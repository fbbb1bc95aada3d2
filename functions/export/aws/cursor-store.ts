import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CURSOR_ATTRIBUTES,
  LEASE_HAS_EXPIRED,
  LEASE_IS_FREE,
  leaseValues,
  numberValue,
  textValue,
} from '#common/cursor-attributes.ts';
import type { CursorStore, Lease } from '../core/ports/ports.ts';
import { type AttributeUpdate, checkpointUpdate, parseCursorItem, releaseUpdate } from './cursor-item.ts';
import { callAws } from './call.ts';

/*
 * One item per export holds both the position and the right to advance it, so that one conditional write fences both:
 *
 *   run A   acquire ── page ── checkpoint ── page ──(frozen)───────────────────────────── checkpoint ✗ lease_lost
 *   run B                                        lease_until passes · acquire ── page ── checkpoint ── release
 *
 * A's late checkpoint and A's late release both fail on `leaseIsOurs`.
 */
const A = CURSOR_ATTRIBUTES;
const leaseIsOurs = `${A.leaseOwner} = :owner`;
const endTimeIsNotLowered = `(attribute_not_exists(${A.endTime}) OR ${A.endTime} <= :${A.endTime})`;

export const CURSOR_ADVICE =
  'Check that the table of CURSOR_TABLE exists and that the function may call GetItem and UpdateItem on it.';

/** Cursor items in DynamoDB; the partition key is `export_id`. */
export function createCursorStore(client: DynamoDBClient, table: string): CursorStore {
  let writes = 0;

  const key = (exportId: string) => ({ TableName: table, Key: { [A.exportId]: textValue(exportId) } });

  async function wasApplied(exportId: string, writeId: string, signal: AbortSignal): Promise<boolean> {
    const { Item } = await callAws(
      `${exportId}: reading the cursor from table ${table}`,
      CURSOR_ADVICE,
      signal,
      (options) => client.send(new GetItemCommand({ ...key(exportId), ConsistentRead: true }), options),
    );
    return Item?.[A.checkpointId]?.S === writeId;
  }

  return {
    async acquire(exportId, lease, now, signal) {
      const command = new UpdateItemCommand({
        ...key(exportId),
        UpdateExpression: `SET ${A.leaseOwner} = :owner, ${A.leaseUntil} = :until`,
        ConditionExpression: [LEASE_IS_FREE, LEASE_HAS_EXPIRED, leaseIsOurs].join(' OR '),
        ExpressionAttributeValues: {
          ':owner': textValue(lease.owner),
          ':until': numberValue(lease.until),
          ...leaseValues(now),
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
        ...updateExpression(lease, {
          ...checkpointUpdate(write),
          [A.checkpointId]: textValue(writeId),
          ...(release && NO_LEASE),
        }),
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
        ...updateExpression(lease, { ...(learnt && releaseUpdate(learnt)), ...NO_LEASE }),
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

const NO_LEASE: AttributeUpdate = { [A.leaseOwner]: 'remove', [A.leaseUntil]: 'remove' };

function updateExpression(lease: Lease, update: AttributeUpdate) {
  const set: string[] = [];
  const remove: string[] = [];
  const values: Record<string, AttributeValue> = { ':owner': textValue(lease.owner) };
  for (const [name, value] of Object.entries(update)) {
    if (value === 'remove') remove.push(name);
    else {
      // Where the export began is not for a later run to change.
      set.push(name === A.startTime ? `${name} = if_not_exists(${name}, :${name})` : `${name} = :${name}`);
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
