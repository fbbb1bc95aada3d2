import { ticketText, TIMESTAMP } from './ticket.ts';
import type { Prose } from './text.ts';

/** The records of a page, rendered once. Pages of one size differ in every record's timestamp. */
export type Template = {
  readonly records: number;
  /** `{"tickets":[…]`, with placeholders for timestamps. */
  readonly bytes: Buffer;
  /** The offset of each record's timestamp in `bytes`. */
  readonly timestampsAt: readonly number[];
};

/** Zendesk's maximum number of records per page. */
const MAX_RECORDS = 1_000;
/** A ticket with a few sentences of text. Small pages have fewer records, large pages have longer ones. */
const USUAL_TICKET_BYTES = 5_000;

/** @param bytes - uncompressed size of the page; the result is within a few percent of it */
export function printTemplate(bytes: number, prose: Prose): Template {
  const records = Math.max(1, Math.min(MAX_RECORDS, Math.round(bytes / USUAL_TICKET_BYTES)));
  // Measures the size of tickets without text, and the bytes per character of text.
  const bare = sizeOf(print(records, 0, prose));
  let characters = 1_000;
  let tickets = print(records, characters, prose);
  // Twice, because long texts are truncated.
  for (let round = 0; round < 2; round += 1) {
    const perCharacter = (sizeOf(tickets) - bare) / characters;
    characters = Math.max(1, (bytes - bare) / perCharacter);
    tickets = print(records, characters, prose);
  }
  return locate(records, Buffer.from(`{"tickets":[${tickets.join(',')}]`));
}

const print = (records: number, characters: number, prose: Prose): string[] =>
  Array.from({ length: records }, (_, index) => ticketText(index + 1, characters, prose));

const sizeOf = (tickets: readonly string[]): number =>
  tickets.reduce((sum, ticket) => sum + Buffer.byteLength(ticket) + 1, 0);

function locate(records: number, bytes: Buffer): Template {
  const timestampsAt: number[] = [];
  const digits = TIMESTAMP.length - TIMESTAMP.indexOf(':') - 1;
  for (let at = bytes.indexOf(TIMESTAMP); at !== -1; at = bytes.indexOf(TIMESTAMP, at + 1)) {
    timestampsAt.push(at + TIMESTAMP.length - digits);
  }
  if (timestampsAt.length !== records) throw new Error('Not every ticket has exactly one timestamp placeholder.');
  return { records, bytes, timestampsAt };
}
