import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { ChainCursor } from '#catalog/chain.ts';
import { CURSOR_ATTRIBUTES, NUMBER_ATTRIBUTES, TEXT_ATTRIBUTES, textValue } from '#common/cursor-attributes.ts';

/** An export's cursor item. Times are epoch seconds. Attributes that are missing or of another type are undefined. */
export type Cursor = { readonly [Member in keyof typeof NUMBER_ATTRIBUTES]?: number } & {
  readonly [Member in keyof typeof TEXT_ATTRIBUTES]?: string;
} & {
  /** Approximate item size as DynamoDB counts it. */
  readonly itemBytes: number;
};

/** Reads the cursor item. Returns undefined if the export has never run. */
export async function readCursor(client: DynamoDBClient, table: string, exportId: string): Promise<Cursor | undefined> {
  const Key = { [CURSOR_ATTRIBUTES.exportId]: textValue(exportId) };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item === undefined ? undefined : parseCursor(Item);
}

/**
 * True if a run holds the lease of the export.
 * @param now - epoch milliseconds
 */
export const isHeld = ({ leaseOwner, leaseUntil }: Cursor, now: number): boolean =>
  leaseOwner !== undefined && leaseUntil !== undefined && leaseUntil >= Math.floor(now / 1000);

/** Converts a cursor for the verification of the chain. */
export const toChainCursor = ({ startTime, endTime, afterCursor }: Cursor): ChainCursor => ({
  ...(startTime !== undefined && { [CURSOR_ATTRIBUTES.startTime]: startTime }),
  ...(endTime !== undefined && { [CURSOR_ATTRIBUTES.endTime]: endTime }),
  ...(afterCursor !== undefined && { [CURSOR_ATTRIBUTES.afterCursor]: afterCursor }),
});

function parseCursor(item: Readonly<Record<string, AttributeValue>>): Cursor {
  const numbers = Object.entries(NUMBER_ATTRIBUTES).flatMap(([member, name]) => {
    const value = item[name]?.N;
    return value === undefined ? [] : [[member, Number(value)]];
  });
  const texts = Object.entries(TEXT_ATTRIBUTES).flatMap(([member, name]) => {
    const value = item[name]?.S;
    return value === undefined ? [] : [[member, value]];
  });
  return {
    ...Object.fromEntries(numbers),
    ...Object.fromEntries(texts),
    itemBytes: Buffer.byteLength(JSON.stringify(item)),
  };
}
