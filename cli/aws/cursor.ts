import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { ChainCursor } from '#catalog/chain.ts';

/** An export's cursor item. Times are epoch seconds; what is not on the item is undefined. */
export type Cursor = ReturnType<typeof cursorOf>;

/** @returns undefined where the export has never run */
export async function readCursor(client: DynamoDBClient, table: string, exportId: string): Promise<Cursor | undefined> {
  const Key = { export_id: { S: exportId } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item === undefined ? undefined : cursorOf(Item);
}

/** @param now - epoch milliseconds */
export const isHeld = ({ leaseOwner, leaseUntil }: Cursor, now: number): boolean =>
  leaseOwner !== undefined && leaseUntil !== undefined && leaseUntil >= Math.floor(now / 1000);

/** The part of it that a proof needs. */
export const chainCursor = ({ startTime, endTime, afterCursor }: Cursor): ChainCursor => ({
  ...(startTime !== undefined && { start_time: startTime }),
  ...(endTime !== undefined && { end_time: endTime }),
  ...(afterCursor !== undefined && { after_cursor: afterCursor }),
});

function cursorOf(item: Readonly<Record<string, AttributeValue>>) {
  const number = (name: string): number | undefined => {
    const value = item[name]?.N;
    return value === undefined ? undefined : Number(value);
  };
  const text = (name: string): string | undefined => item[name]?.S;
  return {
    startTime: number('start_time'),
    endTime: number('end_time'),
    afterCursor: text('after_cursor'),
    pinnedSecond: number('pinned_second'),
    leaseOwner: text('lease_owner'),
    leaseUntil: number('lease_until'),
    lastRunAt: number('last_run_at'),
    lastOutcome: text('last_outcome'),
    caughtUpAt: number('caught_up_at'),
    stalledRuns: number('stalled_runs'),
    totalPages: number('total_pages'),
    totalRecords: number('total_records'),
    totalBytes: number('total_bytes'),
    rewoundAt: number('rewound_at'),
    rewoundFrom: number('rewound_from'),
    rewoundTo: number('rewound_to'),
    /** About what DynamoDB counts as its size. */
    itemBytes: Buffer.byteLength(JSON.stringify(item)),
  };
}
