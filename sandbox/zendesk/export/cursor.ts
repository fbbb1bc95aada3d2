/** The record that a cursor refers to. */
export type CursorRecord = { readonly second: number; readonly id: number };

/**
 * Encodes a cursor like Zendesk: base64 of `<timestamp>.0||<id>|` of a page's last record, with the timestamp in epoch
 * seconds (decoded from recorded responses, https://github.com/facetoe/zenpy).
 */
export function encodeCursor({ second, id }: CursorRecord): string {
  return Buffer.from(`${second}.0||${id}|`).toString('base64');
}

/** Decodes a cursor. Returns undefined if it is invalid. */
export function decodeCursor(cursor: string): CursorRecord | undefined {
  const [, second, id] = /^(\d+)\.0\|\|(\d+)\|$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  return second === undefined || id === undefined ? undefined : { second: Number(second), id: Number(id) };
}

/** Encodes the cursor of a keyset page. Its form differs from that of cursor-based exports: clients must not decode it. */
export function encodeKeysetCursor({ second, id }: CursorRecord): string {
  return Buffer.from(`{"o":"time,id","v":"${second}/${id}"}`).toString('base64');
}

/** Decodes the cursor of a keyset page. Returns undefined if it is invalid. */
export function decodeKeysetCursor(cursor: string): CursorRecord | undefined {
  const text = Buffer.from(cursor, 'base64').toString();
  const [, second, id] = /^\{"o":"time,id","v":"(\d+)\/(\d+)"\}$/.exec(text) ?? [];
  return second === undefined || id === undefined ? undefined : { second: Number(second), id: Number(id) };
}
