import { hash } from 'node:crypto';
import type { Page } from './page.ts';
import { type Position, secondOf } from './position.ts';
import type { ExportRequest } from './request.ts';
import type { Resource } from './resource.ts';

/** An object of the lake before compression: name, content and metadata follow from the page alone. */
export type LandedObject = {
  /** The export it belongs to, for messages. */
  readonly exportId: string;
  readonly key: string;
  /** One JSON object on one line, uncompressed. */
  readonly body: Buffer;
  /** The same, gzipped, where Zendesk sent it so. */
  readonly gzip?: Buffer;
  readonly compression: ExportRequest['compression'];
  readonly metadata: Readonly<Record<string, string>>;
};

/** Everything that an object's name and metadata are made of. */
export type Landing = {
  readonly prefix: string;
  readonly resource: Resource;
  readonly subdomain: string;
  readonly compression: ExportRequest['compression'];
  readonly runId: string;
  /** Where the page was asked from. */
  readonly position: Position;
  readonly page: Page;
  readonly body: Buffer;
  readonly gzip?: Buffer;
  /** Epoch milliseconds. */
  readonly requestedAt: number;
};

/** The cursor item's key: `acme/tickets`. */
export const exportId = (subdomain: string, resource: Resource): string => `${subdomain}/${resource.name}`;

/**
 * Epoch seconds where a page's interval ends: its own `end_time`, or on a walk its last record's timestamp.
 * Only for a page with records.
 */
export function intervalEnd(page: Page): number {
  const last = page.records.at(-1)?.timestamp ?? 0;
  return page.pagination === 'time' ? (page.endTime ?? last) : last;
}

/**
 * Names a page. The key follows from the content, so a page landed twice has one key, and different content
 * never has the same: a key from the position alone would let a shorter page stand for a later, longer one.
 */
export function landedObject(landing: Landing): LandedObject {
  const { resource, subdomain, position, page, body, gzip, compression } = landing;
  const start = secondOf(position);
  const end = intervalEnd(page);
  const digest = hash('sha256', body, 'hex').slice(0, 12);
  const name = `${padded(start)}-${padded(end)}-${digest}.json${compression === 'gzip' ? '.gz' : ''}`;
  return {
    exportId: exportId(subdomain, resource),
    key: `${landing.prefix}/${resource.name}/subdomain=${subdomain}/dt=${utcDate(end)}/${name}`,
    body,
    ...(gzip !== undefined && { gzip }),
    compression,
    metadata: {
      'start-time': String(start),
      'end-time': String(end),
      records: String(page.records.length),
      'end-of-stream': String(page.endOfStream),
      pagination: page.pagination,
      'requested-at': String(landing.requestedAt),
      'run-id': landing.runId,
      ...(position.kind === 'walk' && position.cursor !== undefined && { cursor: position.cursor }),
      ...(page.pagination === 'cursor' && page.afterCursor !== null && { 'after-cursor': page.afterCursor }),
    },
  };
}

const padded = (epochSeconds: number): string => String(epochSeconds).padStart(10, '0');

const utcDate = (epochSeconds: number): string => new Date(epochSeconds * 1000).toISOString().slice(0, 10);
