import { gunzipSync } from 'node:zlib';
import type { LakeLayout } from '#sandbox/lake/layout.ts';
import type { LandedObject } from './landed.ts';
import type { StoredObject } from './s3.ts';
import { rowKey, type SimulatedList } from './simulated-list.ts';

/** A landed page of a snapshot. */
export type SnapshotPage = LandedObject & {
  /** When the snapshot began, in epoch seconds. */
  readonly snapshot: number;
  /** The page's number, from 1. */
  readonly page: number;
  /** The id of the record whose list it is. */
  readonly parent?: string;
  /** True if the key marks it as the snapshot's last page. */
  readonly isLast: boolean;
  /** The date of its folder. */
  readonly date: string;
  /** The member of Zendesk's page that has the records. */
  readonly itemKey: string;
  /** The number of records, of parents too. */
  readonly records: number;
  /** The texts of the list's rows, by row key. Empty if the page lists the parents. */
  readonly rows: ReadonlyMap<string, string>;
};

const NAME =
  /^zendesk\/(\w+)\/subdomain=acme\/dt=(\d{4}-\d\d-\d\d)\/(\d{10})-(\d{5,})(?:-of-(\w+))?(-last)?-[0-9a-f]{12}\.json(\.gz)?$/;

/** Reads the pages of one list, in the order in which they were written. */
export function snapshotsIn(
  objects: Iterable<StoredObject>,
  { name, parents }: SimulatedList,
  layout: Pick<LakeLayout, 'records'>,
): SnapshotPage[] {
  return [...objects].flatMap(({ key, body, metadata }, ordinal) => {
    const [, dataset, date = '', snapshot, page, parent, last, gz] = NAME.exec(key) ?? [];
    if (dataset !== name) return [];
    const text = (gz === undefined ? body : gunzipSync(body)).toString('utf8');
    const isOfParents = parents !== undefined && parent === undefined;
    const itemKey = isOfParents ? parents : name;
    const records = layout.records(text, { name: itemKey });
    return {
      key,
      metadata,
      ordinal,
      text,
      date,
      itemKey,
      snapshot: Number(snapshot),
      page: Number(page),
      ...(parent !== undefined && { parent }),
      isLast: last !== undefined,
      records: records.length,
      rows: new Map(isOfParents ? [] : records.map((record) => [rowKey(idOf(record), parent), record])),
    };
  });
}

function idOf(record: string): number {
  const { id }: { id: number } = JSON.parse(record);
  return id;
}
