import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { ChainCursor } from '#catalog/chain.ts';
import { CURSOR_ATTRIBUTES, NUMBER_ATTRIBUTES, TEXT_ATTRIBUTES, textValue } from '#common/cursor-attributes.ts';

/** An export's cursor item. Times are epoch seconds. An attribute that is missing or of another type is undefined. */
export type Cursor = { readonly [Member in keyof typeof NUMBER_ATTRIBUTES]?: number } & {
  readonly [Member in keyof typeof TEXT_ATTRIBUTES]?: string;
} & {
  /** About what DynamoDB counts as its size. */
  readonly itemBytes: number;
};

/** @returns undefined if the export has never run */
export async function readCursor(client: DynamoDBClient, table: string, exportId: string): Promise<Cursor | undefined> {
  const Key = { [CURSOR_ATTRIBUTES.exportId]: textValue(exportId) };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item === undefined ? undefined : parseCursor(Item);
}

/**
 * Whether a run holds the export.
 * @param now - epoch milliseconds
 */
export const isHeld = ({ leaseOwner, leaseUntil }: Cursor, now: number): boolean =>
  leaseOwner !== undefined && leaseUntil !== undefined && leaseUntil >= Math.floor(now / 1000);

/** The part of it that a proof needs. */
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
