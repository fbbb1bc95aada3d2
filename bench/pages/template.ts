import { ticketText, TIMESTAMP } from './ticket.ts';
import type { Prose } from './text.ts';

/** The records of a page, printed once; pages of one size differ in their timestamps, and so in every record. */
export type Template = {
  readonly records: number;
  /** `{"tickets":[…]`, with room for timestamps. */
  readonly bytes: Buffer;
  /** Where in the bytes each record's timestamp begins. */
  readonly timestampsAt: readonly number[];
};

/** The most that Zendesk puts on a page. */
const MOST_RECORDS = 1_000;
/** Of a ticket with a few sentences of text: small pages have fewer records, large ones longer ones. */
const USUAL_BYTES = 5_000;

/** @param bytes - of the page, uncompressed, to be met within a few per cent */
export function printTemplate(bytes: number, prose: Prose): Template {
  const records = Math.max(1, Math.min(MOST_RECORDS, Math.round(bytes / USUAL_BYTES)));
  // What tickets weigh beside their text, and a character of it, is measured rather than known.
  const bare = sizeOf(print(records, 0, prose));
  let characters = 1_000;
  let tickets = print(records, characters, prose);
  // Twice, since long texts are cut off.
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
  if (timestampsAt.length !== records) throw new Error('a ticket has not one timestamp');
  return { records, bytes, timestampsAt };
}
