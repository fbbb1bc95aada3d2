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
// Not only later: the SDK may send a write again whose answer was lost.
const startsThereOrLater = `(attribute_not_exists(${A.startTime}) OR ${A.startTime} >= :to)`;

/** What the item says of its last rewind. Not `rewound_from = end_time`: sent again, that would be `to`. */
function rewindLog(from: number | undefined): { readonly set: string; readonly remove: readonly string[] } {
  const set = `${A.rewoundAt} = :now, ${A.rewoundTo} = :to`;
  return from === undefined
    ? { set, remove: [A.rewoundFrom] }
    : { set: `${set}, ${A.rewoundFrom} = :from`, remove: [] };
}

/**
 * An operator's rewind: the next run reads from `to` again. One conditional write, so that it can neither pull an
 * export away from the run that holds it nor be undone by one that has lost it.
 *
 * @param to - epoch seconds; before the export's beginning, the export begins there from now on
 * @param from - epoch seconds: where the export was when the operator looked, for the item's record of it
 * @param now - epoch milliseconds
 * @returns `held` if a run holds the export. Nothing has been changed then, unless the answer to the write was lost
 * and a run has taken the export up before it was sent again
 * @throws StorageError after the SDK's retries, or when aborted
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
