import { type Dataset, TICKETS } from './dataset.ts';
import { ticketText, withoutCustomFields } from './ticket.ts';
import type { Prose } from './text.ts';

/** The records of a page, rendered once. Pages of one size differ in every record's timestamp. */
export type Template = {
  readonly dataset: Dataset;
  readonly records: number;
  /** `{"tickets":[…]`, with a placeholder for each timestamp. */
  readonly bytes: Buffer;
  /** The offset of each record's timestamp in `bytes`. */
  readonly timestampsAt: readonly number[];
};

/** Zendesk's maximum number of records per page. */
const MAX_RECORDS = 1_000;
/** A ticket with a few sentences of text. Small pages have fewer records, large pages have longer ones. */
const USUAL_TICKET_BYTES = 5_000;

/** @param bytes - uncompressed size of the page; the result is within a few percent of it */
export function printTemplate(bytes: number, prose: Prose, dataset: Dataset = TICKETS): Template {
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
  return templateOf(dataset, tickets);
}

/** Prints tickets with little text and without custom fields, about 1 kB each: the smallest that Zendesk sends. */
export const printSmallTickets = (records: number, prose: Prose): Template =>
  templateOf(
    TICKETS,
    print(records, 100, prose).map((ticket) => withoutCustomFields(ticket)),
  );

const print = (records: number, characters: number, prose: Prose): string[] =>
  Array.from({ length: records }, (_, index) => ticketText(index + 1, characters, prose));

const sizeOf = (tickets: readonly string[]): number =>
  tickets.reduce((sum, ticket) => sum + Buffer.byteLength(ticket) + 1, 0);

function templateOf(dataset: Dataset, tickets: readonly string[]): Template {
  const texts = tickets.map((ticket) => dataset.toRecord(ticket));
  return locate(dataset, tickets.length, Buffer.from(`{"${dataset.name}":[${texts.join(',')}]`));
}

function locate(dataset: Dataset, records: number, bytes: Buffer): Template {
  const { placeholder, valueAt } = dataset;
  const timestampsAt: number[] = [];
  for (let at = bytes.indexOf(placeholder); at !== -1; at = bytes.indexOf(placeholder, at + 1)) {
    timestampsAt.push(at + valueAt);
  }
  if (timestampsAt.length !== records) throw new Error('Not every record has exactly one timestamp placeholder.');
  return { dataset, records, bytes, timestampsAt };
}
