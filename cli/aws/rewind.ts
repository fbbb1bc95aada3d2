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
import type { Resource } from '#functions/export/core/resource.ts';

const A = CURSOR_ATTRIBUTES;

/** Attributes to set, and the condition under which to set them. */
type Write = { readonly set: readonly string[]; readonly condition: string };

const isThereOrEarlier = (attribute: string): string => `${attribute} <= :to`;
// Not `>`: the SDK retries a write whose response was lost.
const isThereOrLater = (attribute: string): string => `(attribute_not_exists(${attribute}) OR ${attribute} >= :to)`;
const setTo = (attribute: string): string => `${attribute} = :to`;

/** The writes of a rewind. The condition of exactly one of them is true, or of both if they have the same effect. */
const WRITES: Readonly<Record<Resource['kind'], readonly Write[]>> = {
  incremental: [
    { set: [A.endTime, A.rewoundTo].map(setTo), condition: isThereOrEarlier(A.startTime) },
    { set: [A.endTime, A.startTime, A.rewoundTo].map(setTo), condition: isThereOrLater(A.startTime) },
  ],
  // The next snapshot is complete only for the earliest of all rewinds before it.
  list: [
    { set: [], condition: isThereOrEarlier(A.rewoundTo) },
    { set: [setTo(A.rewoundTo)], condition: isThereOrLater(A.rewoundTo) },
  ],
};

/** Builds the record of the rewind. Not `rewound_from = end_time`, because in a retry that would be `to`. */
const rewindLog = (
  from: number | undefined,
): { readonly set: readonly string[]; readonly remove: readonly string[] } =>
  from === undefined
    ? { set: [`${A.rewoundAt} = :now`], remove: [A.rewoundFrom] }
    : { set: [`${A.rewoundAt} = :now`, `${A.rewoundFrom} = :from`], remove: [] };

/**
 * Rewinds an export, so that the next run reads from `to`. One conditional write, which fails while a run holds the
 * lease, and which a run that has lost its lease cannot overwrite.
 *
 * A list keeps its last complete snapshot. The next run begins a new one.
 *
 * @param kind - the kind of the export's resource
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
  {
    kind,
    to,
    from,
    now,
  }: {
    readonly kind: Resource['kind'];
    readonly to: number;
    readonly from: number | undefined;
    readonly now: number;
  },
  signal: AbortSignal,
): Promise<'rewound' | 'held'> {
  const log = rewindLog(from);
  for (const { set, condition } of WRITES[kind]) {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: { [A.exportId]: textValue(exportId) },
      UpdateExpression: `SET ${[...set, ...log.set].join(', ')} REMOVE ${[...RESET_ATTRIBUTES, ...log.remove].join(', ')}`,
      ConditionExpression: `(${LEASE_IS_FREE} OR ${LEASE_HAS_EXPIRED}) AND ${condition}`,
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
