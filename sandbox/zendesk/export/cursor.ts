/** The record that a cursor names. */
export type CursorRecord = { readonly second: number; readonly id: number };

/**
 * Zendesk's cursors are transparent: base64 of `<timestamp>.0||<id>|` of the last record of a page, the timestamp in
 * epoch seconds (decoded from recorded answers, https://github.com/facetoe/zenpy).
 */
export function encodeCursor({ second, id }: CursorRecord): string {
  return Buffer.from(`${second}.0||${id}|`).toString('base64');
}

/** The record that a cursor names, or undefined if it names none. */
export function decodeCursor(cursor: string): CursorRecord | undefined {
  const [, second, id] = /^(\d+)\.0\|\|(\d+)\|$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  return second === undefined || id === undefined ? undefined : { second: Number(second), id: Number(id) };
}
