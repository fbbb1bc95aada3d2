import { createHash } from 'node:crypto';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { IncrementalDataset } from '#catalog/dataset.ts';
import { INCREMENTAL_DATASETS } from '#catalog/datasets.ts';
import { type Layout, LAYOUTS } from '#catalog/layout.ts';
import { formatObjectKey } from '#common/object-key.ts';
import type { Lake } from '../core/session.ts';
import { type MadeObject, objectsOf } from './copies.ts';
import type { Fields } from './values.ts';

/**
 * Writes a lake for each layout with made-up records of every dataset.
 *
 * @param folder - is emptied first
 */
export async function writeRecordLakes(folder: string): Promise<Lake[]> {
  await rm(folder, { recursive: true, force: true });
  return Promise.all(
    LAYOUTS.map(async (layout) => {
      const path = join(folder, layout);
      const objects = INCREMENTAL_DATASETS.flatMap((dataset) =>
        objectsOf(dataset).flatMap((object) => bodiesOf(dataset, object, layout)),
      );
      for (const [key, body, writtenAt] of objects) await write(join(path, key), body, writtenAt);
      return { name: `made-up records ${layout}`, layout, path };
    }),
  );
}

type Body = readonly [key: string, body: string, writtenAt: number];

/** The bodies of an object, by key: in the layout `ndjson`, one for each kind of record. */
function bodiesOf(dataset: IncrementalDataset, object: MadeObject, layout: Layout): Body[] {
  const { records, sideloads, writtenAt } = object;
  const key = (folder: string): string => recordKey(dataset, object, folder);
  if (layout === 'page') return [[key(dataset.name), pageOf(dataset, object), writtenAt]];
  return [
    ...Object.entries(sideloads).map(([member, those]): Body => [
      key(`${dataset.name}_${member}`),
      linesOf(those),
      writtenAt,
    ]),
    [key(dataset.name), linesOf(records), writtenAt],
  ];
}

const linesOf = (records: readonly Fields[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

const pageOf = ({ itemKey }: IncrementalDataset, { records, sideloads, end }: MadeObject): string =>
  JSON.stringify({ [itemKey]: records, ...sideloads, end_time: end });

/**
 * The key of an object, without the lake's prefix. The digest is that of the page in both layouts.
 *
 * @param folder - the dataset, or that of a sideload
 */
export function recordKey(dataset: IncrementalDataset, object: MadeObject, folder: string): string {
  const digest = createHash('sha256').update(pageOf(dataset, object)).digest('hex');
  const { subdomain, start, end, pagination } = object;
  const place = { prefix: 'lake', dataset: folder, subdomain, pagination, isGzip: true };
  return formatObjectKey({ ...place, startTime: start, endTime: end, digest }).slice('lake/'.length);
}

async function write(path: string, body: string, writtenAt: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, gzipSync(body));
  await utimes(path, writtenAt, writtenAt);
}
