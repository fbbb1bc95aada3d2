import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Layout } from '#catalog/layout.ts';
import { formatObjectKey } from '#common/object-key.ts';
import { openProse } from '../pages/text.ts';
import { ticketText } from '../pages/ticket.ts';

const PAGE_SIZE = 1_000;
/** Every tenth ticket changes once, after all of them were created. */
const UPDATED_SHARE = 0.1;
const FIRST_SECOND = 1_700_000_000;
const SECONDS_PER_TICKET = 20;
/** Ids have seven digits, so that one page's text serves for all pages. */
const FIRST_ID = 1_000_000;
/** Characters of text with which a ticket has 5 kB. */
const CHARACTERS = 2_000;
/** Pages that are compressed at the same time. */
const CONCURRENCY = 4;

const compress = promisify(gzip);

/** A record on a page. */
type Version = { readonly id: number; readonly second: number };

/** The tickets of a page, rendered once, with the places of the digits that differ from page to page. */
type Template = {
  readonly tickets: readonly Buffer[];
  readonly idsAt: readonly (readonly number[])[];
  readonly secondAt: readonly number[];
};

/**
 * Writes a lake of tickets, a thousand on a page. They are those of the sandbox, with 5 kB each.
 *
 * @returns uncompressed bytes
 */
export async function writeTicketLake(folder: string, layout: Layout, tickets: number): Promise<number> {
  const template = renderTemplate();
  const updated = Math.floor(tickets * UPDATED_SHARE);
  const versions = Array.from({ length: tickets + updated }, (_, index): Version => {
    const id = FIRST_ID + (index < tickets ? index : (index - tickets) / UPDATED_SHARE);
    return { id: Math.floor(id), second: FIRST_SECOND + index * SECONDS_PER_TICKET };
  });
  const pages = Array.from({ length: Math.ceil(versions.length / PAGE_SIZE) }, (_, page) =>
    versions.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE),
  );
  let bytes = 0;
  for (let first = 0; first < pages.length; first += CONCURRENCY) {
    const group = pages.slice(first, first + CONCURRENCY);
    const sizes = await Promise.all(group.map((page) => writePage(folder, layout, page, template)));
    bytes += sizes.reduce((sum, size) => sum + size, 0);
  }
  return bytes;
}

async function writePage(folder: string, layout: Layout, versions: readonly Version[], template: Template) {
  const body = bodyOf(layout, versions, template);
  const [startTime = 0, endTime = 0] = [versions[0]?.second, versions.at(-1)?.second];
  const digest = createHash('sha256').update(body).digest('hex');
  const place = { prefix: 'lake', dataset: 'tickets', subdomain: 'acme', pagination: 'time', isGzip: true } as const;
  const path = join(folder, formatObjectKey({ ...place, startTime, endTime, digest }).slice('lake/'.length));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await compress(body, { level: 1 }));
  return body.length;
}

function bodyOf(layout: Layout, versions: readonly Version[], { tickets, idsAt, secondAt }: Template): Buffer {
  const records = versions.map(({ id, second }, index) => {
    const ticket = Buffer.from(tickets[index] ?? []);
    for (const at of idsAt[index] ?? []) ticket.write(String(id), at, 'latin1');
    ticket.write(String(second), secondAt[index] ?? 0, 'latin1');
    return ticket;
  });
  const [separator, before, after] =
    layout === 'page' ? [',', '{"tickets":[', `],"end_time":${versions.at(-1)?.second ?? 0}}`] : ['\n', '', '\n'];
  const parts = records.flatMap((record, index) => [Buffer.from(index === 0 ? before : separator), record]);
  return Buffer.concat([...parts, Buffer.from(after)]);
}

function renderTemplate(): Template {
  const prose = openProse(1);
  const texts = Array.from({ length: PAGE_SIZE }, (_, index) => ticketText(FIRST_ID + index, CHARACTERS, prose));
  return {
    tickets: texts.map((text) => Buffer.from(text)),
    idsAt: texts.map((text) => [placeAfter(text, '/api/v2/tickets/'), placeAfter(text, ',"id":')]),
    secondAt: texts.map((text) => placeAfter(text, '"generated_timestamp":')),
  };
}

/** The offset in bytes of the text after the first occurrence of another one. */
const placeAfter = (text: string, before: string): number =>
  Buffer.byteLength(text.slice(0, text.indexOf(before) + before.length));
