import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An export's cursor as plain values: the attributes that the sandbox looks at, and whatever else is on the item. */
export type CursorItem = {
  readonly export_id: string;
  readonly start_time?: number;
  readonly end_time?: number;
  readonly after_cursor?: string;
  readonly lease_owner?: string;
  readonly lease_until?: number;
  readonly [attribute: string]: string | number | boolean | undefined;
};

export function fromAttributes(exportId: string, item: Readonly<Record<string, AttributeValue>>): CursorItem {
  const plain = Object.entries(item).map(([name, value]) => [name, plainValue(value)]);
  return { ...Object.fromEntries(plain), export_id: exportId };
}

/** Attributes as plain values; undefined ones are left out. */
export type PlainAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export function toAttributes(item: PlainAttributes): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => (value === undefined ? [] : [[name, attribute(value)]])),
  );
}

function plainValue(value: AttributeValue): string | number | boolean {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  return JSON.stringify(value);
}

function attribute(value: string | number | boolean): AttributeValue {
  if (typeof value === 'string') return { S: value };
  return typeof value === 'number' ? { N: String(value) } : { BOOL: value };
}
