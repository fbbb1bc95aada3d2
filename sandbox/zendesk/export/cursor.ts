import type { Position } from './page.ts';

/**
 * Zendesk's cursors are transparent: base64 of `<generated_timestamp>.0||<id>|` of the last record seen (decoded
 * from probes in https://github.com/estuary/connectors and from the reference's own examples).
 */
export function encodeCursor({ second, id }: Position): string {
  return Buffer.from(`${second}.0||${id}|`).toString('base64');
}

/** The record that a cursor names, or undefined where it names none. */
export function decodeCursor(cursor: string): Position | undefined {
  const [, second, id] = /^(\d+)\.0\|\|(\d+)\|$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  return second === undefined || id === undefined ? undefined : { second: Number(second), id: Number(id) };
}
