import { gunzipSync } from 'node:zlib';
import type { LakeLayout } from '#sandbox/lake/layout.ts';
import type { ChainLink } from '#catalog/chain.ts';
import type { StoredObject } from './s3.ts';
import { isDatasetOf, secondOf, type SimulatedExport } from './simulated-export.ts';

/** An object of the lake as a consumer sees it. */
export type LandedObject = {
  readonly key: string;
  readonly metadata: StoredObject['metadata'];
  /** The number of objects that were written before it. */
  readonly ordinal: number;
  /** The uncompressed content. */
  readonly text: string;
};

/** The object with a page's records: the whole page, or one line per record. */
export type LandedPage = LandedObject &
  ChainLink & {
    /** Their exact texts. */
    readonly records: readonly string[];
    /** The timestamps of the records in epoch seconds. */
    readonly seconds: readonly number[];
  };

/** The landed objects, in the order in which they were written. */
export type Landed = {
  readonly pages: readonly LandedPage[];
  /** Objects of the sideloads' datasets. */
  readonly sideloads: readonly LandedObject[];
};

const NAME = /^zendesk\/(\w+)\/.*\/(\d{10})-(\d{10})-[0-9a-f]{12}(?:\.cursor)?\.json(\.gz)?$/;

/** Reads the objects of one export. */
export function landedIn(
  objects: Iterable<StoredObject>,
  of: SimulatedExport,
  layout: Pick<LakeLayout, 'records'>,
): Landed {
  const pages: LandedPage[] = [];
  const sideloads: LandedObject[] = [];
  for (const [ordinal, { key, body, metadata }] of [...objects].entries()) {
    const [, dataset = '', start, end, gz] = NAME.exec(key) ?? [];
    const text = (gz === undefined ? body : gunzipSync(body)).toString('utf8');
    const object = { key, metadata, ordinal, text };
    if (dataset === of.name) {
      const records = layout.records(text, of);
      const seconds = records.map((record) => secondOf(record, of));
      pages.push({ ...object, ...linkOf(metadata, start, end), records, seconds });
    } else if (isDatasetOf(dataset, of)) sideloads.push(object);
  }
  return { pages, sideloads };
}

/** The common second of all records of a page; undefined if there are several seconds or no records. */
export function onlySecondOf({ seconds }: Pick<LandedPage, 'seconds'>): number | undefined {
  const [second, ...others] = new Set(seconds);
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
