import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { ChainCursor } from '#catalog/chain.ts';
import { CURSOR_ATTRIBUTES, NUMBER_ATTRIBUTES, TEXT_ATTRIBUTES, textValue } from '#common/cursor-attributes.ts';

/** An export's cursor item. Times are epoch seconds. Attributes that are missing or of another type are undefined. */
export type Cursor = { readonly [Member in keyof typeof NUMBER_ATTRIBUTES]?: number } & {
  readonly [Member in keyof typeof TEXT_ATTRIBUTES]?: string;
} & {
  /** Approximate item size as DynamoDB counts it. */
  readonly itemBytes: number;
  /** The attributes that are ignored because of their value, such as `end_time is of type S instead of N`. */
  readonly invalid: readonly string[];
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

/** The next step if attributes of a cursor item are not valid. */
export const describeInvalid = (exportId: string, table: string, { invalid }: Pick<Cursor, 'invalid'>): string =>
  `The cursor item of ${exportId} is not valid: ${invalid.join(', ')}. Correct it in the table ${table} ` +
  '(times are epoch seconds of type N). The console stores text (S) by default.';

/** A lease whose end is not a number has expired, so it needs no correction. */
const TOLERATED: ReadonlySet<string> = new Set([CURSOR_ATTRIBUTES.leaseUntil, CURSOR_ATTRIBUTES.leaseOwner]);

function findInvalid(item: Readonly<Record<string, AttributeValue>>): string[] {
  const expected = [
    ...Object.values(NUMBER_ATTRIBUTES).map((name) => [name, 'N'] as const),
    ...Object.values(TEXT_ATTRIBUTES).map((name) => [name, 'S'] as const),
  ];
  return expected.flatMap(([name, type]) => {
    const value = item[name];
    if (value === undefined || TOLERATED.has(name)) return [];
    const [found = 'unknown'] = Object.keys(value);
    if (found !== type) return [`${name} is of type ${found} instead of ${type}`];
    return type === 'S' || isWhole(Number(value.N)) ? [] : [`${name} is not a non-negative integer`];
  });
}

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

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
    invalid: findInvalid(item),
    itemBytes: Buffer.byteLength(JSON.stringify(item)),
  };
}
