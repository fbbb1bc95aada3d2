import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An export's cursor item as plain values: the attributes that the sandbox uses, and all others. */
export type CursorItem = {
  readonly export_id: string;
  readonly start_time?: number;
  readonly end_time?: number;
  readonly after_cursor?: string;
  readonly lease_owner?: string;
  readonly lease_until?: number;
  readonly [attribute: string]: string | number | boolean | undefined;
};

/** Converts the attributes of DynamoDB to plain values. */
export function fromAttributes(exportId: string, item: Readonly<Record<string, AttributeValue>>): CursorItem {
  const plain = Object.entries(item).map(([name, value]) => [name, toPlainValue(value)]);
  return { ...Object.fromEntries(plain), export_id: exportId };
}

/** Attributes as plain values. Undefined ones are omitted. */
export type PlainAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Converts plain values to the attributes of DynamoDB. */
export function toAttributes(item: PlainAttributes): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => (value === undefined ? [] : [[name, toAttribute(value)]])),
  );
}

function toPlainValue(value: AttributeValue): string | number | boolean {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  return JSON.stringify(value);
}

function toAttribute(value: string | number | boolean): AttributeValue {
  if (typeof value === 'string') return { S: value };
  return typeof value === 'number' ? { N: String(value) } : { BOOL: value };
}
