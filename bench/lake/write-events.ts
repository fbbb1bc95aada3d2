import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Layout } from '#catalog/layout.ts';
import { formatObjectKey } from '#common/object-key.ts';

const PAGE_SIZE = 1000;
const EVENTS_PER_TICKET = 6;
/** Tickets that change at the same time. */
const OPEN_TICKETS = 500;
const FIRST_SECOND = 1_700_000_000;
const SECONDS_PER_EVENT = 20;
const STATUSES = ['open', 'pending', 'open', 'hold', 'solved', 'closed'];
const TEXT = 'Hello, since this morning our team cannot open the monthly report. It ends with an error. ';

/**
 * Writes a lake of ticket events, a thousand on a page. Each ticket has six of them over some hours: every second one has a
 * comment, all change fields.
 *
 * @returns bytes of the pages before gzip
 */
export async function writeEventLake(folder: string, layout: Layout, events: number): Promise<number> {
  let bytes = 0;
  for (let first = 0; first < events; first += PAGE_SIZE) {
    const records = Array.from({ length: Math.min(PAGE_SIZE, events - first) }, (_, index) => eventAt(first + index));
    const [startTime, endTime] = [secondOf(first), secondOf(first + records.length - 1)];
    const body =
      layout === 'page'
        ? JSON.stringify({ ticket_events: records, count: records.length, end_time: endTime })
        : records.map((record) => `${JSON.stringify(record)}\n`).join('');
    const digest = createHash('sha256').update(body).digest('hex');
    const place = {
      prefix: 'lake',
      dataset: 'ticket_events',
      subdomain: 'acme',
      pagination: 'time',
      isGzip: true,
    } as const;
    const path = join(folder, formatObjectKey({ ...place, startTime, endTime, digest }).slice('lake/'.length));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, gzipSync(body, { level: 1 }));
    bytes += body.length;
  }
  return bytes;
}

const secondOf = (index: number): number => FIRST_SECOND + index * SECONDS_PER_EVENT;

function eventAt(index: number): object {
  const [block, place] = [
    Math.floor(index / (OPEN_TICKETS * EVENTS_PER_TICKET)),
    index % (OPEN_TICKETS * EVENTS_PER_TICKET),
  ];
  const ticket = block * OPEN_TICKETS + (place % OPEN_TICKETS) + 1;
  const step = Math.floor(place / OPEN_TICKETS);
  const id = 10_000_000_000 + index * 10;
  const changes = [
    { status: STATUSES[step] },
    { assignee_id: 9000 + ((ticket + step) % 40) },
    ...(step === 0
      ? [{ priority: 'normal' }, { group_id: 801 }, { subject: `Report ${ticket}` }, { type: 'question' }]
      : []),
    { custom_ticket_fields: { '3001': `topic_${(ticket * step) % 17}` } },
  ];
  const children = [
    ...(step % 2 === 0 ? [commentOf(ticket, step)] : []),
    ...changes.map((change) => ({ ...change, event_type: step === 0 ? 'Create' : 'Change', previous_value: null })),
  ];
  return {
    child_events: children.map((child, offset) => ({
      ...child,
      id: id + 1 + offset,
      via: 'Web service',
      via_reference_id: null,
    })),
    id,
    ticket_id: ticket,
    timestamp: secondOf(index),
    created_at: new Date(secondOf(index) * 1000).toISOString(),
    updater_id: 9000 + (ticket % 40),
    via: 'Web service',
    system: { client: 'Mozilla/5.0', location: 'Berlin, 16, Germany', latitude: 52.5, longitude: 13.4 },
    event_type: 'Audit',
  };
}

function commentOf(ticket: number, step: number): object {
  const body = `${TEXT.repeat(1 + ((ticket + step) % 6))}(${ticket}-${step})`;
  return {
    event_type: 'Comment',
    type: 'Comment',
    author_id: step === 0 ? 20_000 + ticket : 9000 + (ticket % 40),
    public: true,
    body,
    html_body: `<div class="zd-comment" dir="auto"><p>${body}</p></div>`,
    plain_body: body,
    attachments: [],
  };
}
