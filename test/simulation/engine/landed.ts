import { gunzipSync } from 'node:zlib';
import type { LakeLayout } from '#sandbox/lake/layout.ts';
import { LAKE_RESOURCES } from '#sandbox/lake/resources.ts';
import type { ChainLink } from '#catalog/chain.ts';
import type { StoredObject } from './s3.ts';

/** An object of the lake as a consumer sees it. */
export type LandedObject = {
  readonly key: string;
  readonly metadata: StoredObject['metadata'];
  /** The number of objects that were written before it. */
  readonly ordinal: number;
  /** The uncompressed content. */
  readonly text: string;
};

/** The object with a page's tickets: the whole page, or one line per ticket. */
export type LandedPage = LandedObject &
  ChainLink & {
    /** Their exact texts. */
    readonly tickets: readonly string[];
  };

/** The landed objects, in the order in which they were written. */
export type Landed = {
  readonly pages: readonly LandedPage[];
  /** Objects of the sideloads' datasets. */
  readonly sideloads: readonly LandedObject[];
};

const NAME = /^zendesk\/(\w+)\/.*\/(\d{10})-(\d{10})-[0-9a-f]{12}(?:\.cursor)?\.json(\.gz)?$/;

export function landedIn(objects: Iterable<StoredObject>, layout: Pick<LakeLayout, 'records'>): Landed {
  const pages: LandedPage[] = [];
  const sideloads: LandedObject[] = [];
  for (const [ordinal, { key, body, metadata }] of [...objects].entries()) {
    const [, dataset, start, end, gz] = NAME.exec(key) ?? [];
    const text = (gz === undefined ? body : gunzipSync(body)).toString('utf8');
    const object = { key, metadata, ordinal, text };
    if (dataset === 'tickets') {
      pages.push({ ...object, ...linkOf(metadata, start, end), tickets: layout.records(text, LAKE_RESOURCES.tickets) });
    } else sideloads.push(object);
  }
  return { pages, sideloads };
}

/** A ticket's `generated_timestamp` (epoch seconds). */
export function secondOf(ticket: string): number {
  const { generated_timestamp: second }: { generated_timestamp: number } = JSON.parse(ticket);
  return second;
}

/** The common second of all tickets of a page; undefined if there are several seconds or no tickets. */
export function onlySecondOf({ tickets }: Pick<LandedPage, 'tickets'>): number | undefined {
  const [second, ...others] = new Set(tickets.map(secondOf));
  return others.length === 0 ? second : undefined;
}

function linkOf(metadata: StoredObject['metadata'], start: string | undefined, end: string | undefined): ChainLink {
  const { cursor, 'after-cursor': afterCursor } = metadata;
  return {
    startTime: Number(start),
    endTime: Number(end),
    pagination: metadata['pagination'] === 'cursor' ? 'cursor' : 'time',
    ...(cursor !== undefined && { cursor }),
    ...(afterCursor !== undefined && { afterCursor }),
  };
}
