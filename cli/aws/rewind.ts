import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CURSOR_ATTRIBUTES,
  LEASE_HAS_EXPIRED,
  LEASE_IS_FREE,
  leaseValues,
  numberValue,
  RESET_ATTRIBUTES,
  textValue,
} from '#common/cursor-attributes.ts';
import { CURSOR_ADVICE, unlessConditionFailed } from '#functions/export/aws/cursor-store.ts';
import { callAws } from '#functions/export/aws/call.ts';

const A = CURSOR_ATTRIBUTES;

const startsThereOrEarlier = `${A.startTime} <= :to`;
// Not `>`: the SDK retries a write whose response was lost.
const startsThereOrLater = `(attribute_not_exists(${A.startTime}) OR ${A.startTime} >= :to)`;

/** Builds the record of the rewind. Not `rewound_from = end_time`, because in a retry that would be `to`. */
function rewindLog(from: number | undefined): { readonly set: string; readonly remove: readonly string[] } {
  const set = `${A.rewoundAt} = :now, ${A.rewoundTo} = :to`;
  return from === undefined
    ? { set, remove: [A.rewoundFrom] }
    : { set: `${set}, ${A.rewoundFrom} = :from`, remove: [] };
}

/**
 * Rewinds an export, so that the next run reads from `to`. One conditional write, which fails while a run holds the
 * lease, and which a run that has lost its lease cannot overwrite.
 *
 * @param to - epoch seconds; a time before the export's start becomes its new start
 * @param from - epoch seconds: the current position, which is recorded on the item
 * @param now - epoch milliseconds
 * @returns `held` if a run holds the lease. Nothing has changed then, unless the response to the write was lost and a
 * run acquired the lease before the SDK's retry
 * @throws StorageError after the SDK's retries, or if aborted
 */
export async function rewind(
  client: DynamoDBClient,
  table: string,
  exportId: string,
  { to, from, now }: { readonly to: number; readonly from: number | undefined; readonly now: number },
  signal: AbortSignal,
): Promise<'rewound' | 'held'> {
  const writes = [
    { set: `${A.endTime} = :to`, startTime: startsThereOrEarlier },
    { set: `${A.endTime} = :to, ${A.startTime} = :to`, startTime: startsThereOrLater },
  ];
  const log = rewindLog(from);
  for (const { set, startTime } of writes) {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: { [A.exportId]: textValue(exportId) },
      UpdateExpression: `SET ${set}, ${log.set} REMOVE ${[...RESET_ATTRIBUTES, ...log.remove].join(', ')}`,
      ConditionExpression: `(${LEASE_IS_FREE} OR ${LEASE_HAS_EXPIRED}) AND ${startTime}`,
      ExpressionAttributeValues: {
        ':to': numberValue(to),
        ...leaseValues(now),
        ...(from !== undefined && { ':from': numberValue(from) }),
      },
    });
    const written = await unlessConditionFailed(
      callAws(`${exportId}: rewinding the cursor in table ${table}`, CURSOR_ADVICE, signal, (options) =>
        client.send(command, options),
      ),
    );
    if (written !== undefined) return 'rewound';
  }
  return 'held';
}
