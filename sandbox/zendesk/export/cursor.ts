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
