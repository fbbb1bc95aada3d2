import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  CURSOR_ATTRIBUTES,
  LEASE_HAS_EXPIRED,
  LEASE_IS_FREE,
  leaseValues,
  numberValue,
  textValue,
} from '#common/cursor-attributes.ts';
import { StorageError } from '../core/errors.ts';
import type { CursorStore, Lease } from '../core/ports/ports.ts';
import type { CursorItem } from '../core/state/cursor.ts';
import {
  type Attributes,
  type AttributeUpdate,
  buildCheckpointUpdate,
  buildReleaseUpdate,
  parseCursorItem,
} from './cursor-item.ts';
import { callAws } from './call.ts';

/*
 * One item per export holds both the position and the lease, so one conditional write fences both:
 *
 *   run A   acquire ── page ── checkpoint ── page ──(frozen)───────────────────────────── checkpoint ✗ lease_lost
 *   run B                                        lease_until passes · acquire ── page ── checkpoint ── release
 *
 * A's late checkpoint and A's late release both fail the condition `leaseIsOurs`.
 */
const A = CURSOR_ATTRIBUTES;
const leaseIsOurs = `${A.leaseOwner} = :owner`;
const endTimeIsNotLowered = `(attribute_not_exists(${A.endTime}) OR ${A.endTime} <= :${A.endTime})`;

/** The next step after a failed call to the cursor table, for error messages. */
export const CURSOR_ADVICE =
  "Check that the table named in CURSOR_TABLE exists and that the function's role allows dynamodb:BatchGetItem, dynamodb:GetItem and dynamodb:UpdateItem on it.";

/** Creates a cursor store on a DynamoDB table with the partition key `export_id`. */
export function createCursorStore(client: DynamoDBClient, table: string): CursorStore {
  let writes = 0;
  const calls = createCalls(client, table);
  return {
    async read(exportIds, signal) {
      const { items, unread } = await calls.readAll(exportIds, signal);
      const parsed = exportIds
        .filter((id) => !unread.has(id))
        .map((id) => [id, tryParse(id, items.get(id) ?? {})] as const);
      return new Map(parsed.flatMap(([id, item]) => (item === undefined ? [] : [[id, item]])));
    },

    async acquire(exportId, lease, now, signal) {
      const acquired = await calls.update(exportId, 'acquiring the lease in', signal, {
        UpdateExpression: `SET ${A.leaseOwner} = :owner, ${A.leaseUntil} = :until`,
        ConditionExpression: [LEASE_IS_FREE, LEASE_HAS_EXPIRED, leaseIsOurs].join(' OR '),
        ExpressionAttributeValues: {
          ':owner': textValue(lease.owner),
          ':until': numberValue(lease.until),
          ...leaseValues(now),
        },
        ReturnValues: 'ALL_NEW',
      });
      return acquired === undefined ? 'held' : parseCursorItem(exportId, acquired.Attributes ?? {});
    },

    async checkpoint(exportId, lease, write, { release }, signal) {
      writes += 1;
      const writeId = textValue(`${lease.owner}#${writes}`);
      const update = { ...buildCheckpointUpdate(write), [A.checkpointId]: writeId, ...(release && NO_LEASE) };
      const written = await calls.update(exportId, 'writing the checkpoint to', signal, {
        ...buildUpdateExpression(lease, update, 'snapshot' in write ? [] : KEPT_BY_INTERVALS),
        ConditionExpression: write.endTime === undefined ? leaseIsOurs : `${leaseIsOurs} AND ${endTimeIsNotLowered}`,
      });
      if (written !== undefined) return 'written';
      // If the SDK retries a write that was applied and released the lease, the retry fails its own condition.
      const item = await calls.read(exportId, signal);
      return item?.[A.checkpointId]?.S === writeId.S ? 'written' : 'lost';
    },

    async release(exportId, lease, changes, signal) {
      const update = { ...(changes && buildReleaseUpdate(changes)), ...NO_LEASE };
      await calls.update(exportId, 'releasing the lease in', signal, {
        ...buildUpdateExpression(lease, update),
        ConditionExpression: leaseIsOurs,
      });
    },
  };
}

/** Returns undefined for an item that cannot be parsed. The run that acquires its lease reports the error. */
function tryParse(exportId: string, attributes: Attributes): CursorItem | undefined {
  try {
    return parseCursorItem(exportId, attributes);
  } catch (error) {
    if (error instanceof StorageError) return undefined;
    throw error;
  }
}

/** The DynamoDB calls. All throw StorageError after the SDK's retries, or if aborted. */
function createCalls(client: DynamoDBClient, table: string) {
  const key = (exportId: string) => ({ TableName: table, Key: { [A.exportId]: textValue(exportId) } });
  return {
    /** Returns undefined if the condition failed. */
    update(
      exportId: string,
      action: string,
      signal: AbortSignal,
      input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
    ) {
      const command = new UpdateItemCommand({ ...key(exportId), ...input });
      return unlessConditionFailed(
        callAws(`${exportId}: ${action} table ${table}`, CURSOR_ADVICE, signal, (options) =>
          client.send(command, options),
        ),
      );
    },
    async read(exportId: string, signal: AbortSignal) {
      const command = new GetItemCommand({ ...key(exportId), ConsistentRead: true });
      const { Item } = await callAws(
        `${exportId}: reading the cursor from table ${table}`,
        CURSOR_ADVICE,
        signal,
        (options) => client.send(command, options),
      );
      return Item;
    },
    /** Returns the items by export id, and the ids that DynamoDB did not process. */
    async readAll(exportIds: readonly string[], signal: AbortSignal) {
      const Keys = exportIds.map((id) => ({ [A.exportId]: textValue(id) }));
      const command = new BatchGetItemCommand({ RequestItems: { [table]: { Keys } } });
      const action = `${exportIds.join(', ')}: reading the cursors from table ${table}`;
      const { Responses = {}, UnprocessedKeys = {} } = await callAws(action, CURSOR_ADVICE, signal, (options) =>
        client.send(command, options),
      );
      return {
        items: new Map((Responses[table] ?? []).map((item) => [item[A.exportId]?.S, item])),
        unread: new Set((UnprocessedKeys[table]?.Keys ?? []).map((key) => key[A.exportId]?.S)),
      };
    },
  };
}

/** Only a rewind changes where an incremental export began. Of a list, the snapshot that follows a rewind does. */
const KEPT_BY_INTERVALS: readonly string[] = [A.startTime];

const NO_LEASE: AttributeUpdate = { [A.leaseOwner]: 'remove', [A.leaseUntil]: 'remove' };

/** @param kept - attributes that keep the value they have */
function buildUpdateExpression(lease: Lease, update: AttributeUpdate, kept: readonly string[] = []) {
  const set: string[] = [];
  const remove: string[] = [];
  const values: Record<string, AttributeValue> = { ':owner': textValue(lease.owner) };
  for (const [name, value] of Object.entries(update)) {
    if (value === 'remove') remove.push(name);
    else {
      set.push(kept.includes(name) ? `${name} = if_not_exists(${name}, :${name})` : `${name} = :${name}`);
      values[`:${name}`] = value;
    }
  }
  const clauses = [set.length > 0 && `SET ${set.join(', ')}`, remove.length > 0 && `REMOVE ${remove.join(', ')}`];
  return { UpdateExpression: clauses.filter(Boolean).join(' '), ExpressionAttributeValues: values };
}

/** Returns the write's response, or undefined if its condition failed. */
export async function unlessConditionFailed<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
