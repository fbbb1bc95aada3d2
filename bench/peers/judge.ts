import { type Copy, toCopy } from './exporters/exporter.ts';

/** The delivered records, compared with a complete export. */
export type Judgement = {
  /** Delivered records. */
  readonly copies: number;
  /** Distinct pairs of id and `generated_timestamp` among them. */
  readonly versions: number;
  /** Ids of tickets that were never delivered. */
  readonly missing: readonly number[];
  /** Ids of tickets of which only an earlier version was delivered. */
  readonly stale: readonly number[];
};

/**
 * Compares the last version of each ticket with the expected one: the greatest `generated_timestamp`, among equals the one
 * that was delivered last. A destination keeps the same one.
 *
 * @param expected - the exact texts of a complete export
 */
export function judge(copies: readonly Copy[], expected: readonly { readonly text: string }[]): Judgement {
  const last = new Map<number, Copy>();
  for (const copy of copies) {
    const known = last.get(copy.id);
    if (known === undefined || copy.second >= known.second) last.set(copy.id, copy);
  }
  const tickets = expected.map(({ text }) => toCopy(JSON.parse(text)));
  return {
    copies: copies.length,
    versions: new Set(copies.map(({ id, second }) => `${id}@${second}`)).size,
    missing: tickets.filter(({ id }) => !last.has(id)).map(({ id }) => id),
    stale: tickets.filter((ticket) => isOlder(last.get(ticket.id), ticket)).map(({ id }) => id),
  };
}

function isOlder(delivered: Copy | undefined, { second, content }: Copy): boolean {
  return delivered !== undefined && (delivered.second !== second || delivered.content !== content);
}
