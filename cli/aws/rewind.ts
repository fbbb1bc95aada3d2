import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CURSOR_ADVICE,
  leaseHasExpired,
  leaseIsFree,
  unlessConditionFailed,
} from '#functions/export/aws/cursor-store.ts';
import { callAws } from '#functions/export/aws/call.ts';

const startsThereOrEarlier = 'start_time <= :to';
// Not only later: the SDK may send a write again whose answer was lost.
const startsThereOrLater = '(attribute_not_exists(start_time) OR start_time >= :to)';

/**
 * All that is kept of where the export has been, how long it has been stuck there, how its last run ended, after which
 * the next one might rest, and the lease of whoever was there.
 */
const RESET_ATTRIBUTES = 'after_cursor, pinned_second, last_page, stalled_runs, last_outcome, lease_owner, lease_until';

/** What the item tells of its last rewind. Not `rewound_from = end_time`: sent again, that would be `to`. */
function rewindLog(from: number | undefined): { readonly set: string; readonly remove: string } {
  const set = 'rewound_at = :now, rewound_to = :to';
  return from === undefined ? { set, remove: ', rewound_from' } : { set: `${set}, rewound_from = :from`, remove: '' };
}

/**
 * An operator's rewind: the next run reads from `to` again. One conditional write, so that it can neither pull an
 * export away from the run that holds it nor be undone by one that has lost it.
 *
 * @param to - epoch seconds; before the export's beginning, the export begins there from now on
 * @param from - epoch seconds: where the export stood when the operator looked, for the item's record of it
 * @param now - epoch milliseconds
 * @returns `held` where a run holds the export. Nothing has been changed then, unless the answer to the write was lost
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
    { set: 'end_time = :to', startTime: startsThereOrEarlier },
    { set: 'end_time = :to, start_time = :to', startTime: startsThereOrLater },
  ];
  const log = rewindLog(from);
  for (const { set, startTime } of writes) {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: { export_id: { S: exportId } },
      UpdateExpression: `SET ${set}, ${log.set} REMOVE ${RESET_ATTRIBUTES}${log.remove}`,
      ConditionExpression: `(${leaseIsFree} OR ${leaseHasExpired}) AND ${startTime}`,
      ExpressionAttributeValues: {
        ':to': { N: String(to) },
        ':now': { N: String(Math.floor(now / 1000)) },
        ...(from !== undefined && { ':from': { N: String(from) } }),
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
