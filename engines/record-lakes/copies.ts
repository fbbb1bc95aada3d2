import type { IncrementalDataset, RecordKind } from '#catalog/dataset.ts';
import { recordOf, versionOf, type Fields } from './values.ts';

/** An object before it is written. */
export type MadeObject = {
  readonly subdomain: string;
  /** Epoch seconds: the interval in the name. */
  readonly start: number;
  readonly end: number;
  readonly pagination: 'time' | 'cursor';
  /** Epoch seconds. */
  readonly writtenAt: number;
  readonly records: readonly Fields[];
  /** Member of the page → records. */
  readonly sideloads: Readonly<Record<string, readonly Fields[]>>;
};

const WRITTEN_AT = 1_767_225_600;
const PLACE = { subdomain: 'acme', pagination: 'time' } as const;

/**
 * Objects with everything that can happen to the records of a resource: the same record twice on a page, versions that
 * land in another order, content that changes under one version, deletions, and a record without a readable key.
 */
export function objectsOf(dataset: IncrementalDataset): readonly MadeObject[] {
  const record = recordsOf(dataset);
  const sideloads = (seed: number) =>
    Object.fromEntries(
      Object.entries(dataset.sideloads).map(([member, kind]) => [
        member,
        [withKey(kind, 1, seed), withKey(kind, seed, seed)],
      ]),
    );
  return [
    {
      ...PLACE,
      start: 100,
      end: 200,
      writtenAt: WRITTEN_AT,
      records: [record(1, 0), record(2, 1), record(3, 2), record(1, 0), record(6, 3)],
      sideloads: sideloads(2),
    },
    {
      ...PLACE,
      start: 200,
      end: 300,
      writtenAt: WRITTEN_AT + 1,
      records: [record(1, 1), record(2, 0), { ...record(4, 1), [dataset.key]: 'unreadable' }],
      sideloads: sideloads(3),
    },
    // Read again from an earlier position: content has changed under the same version, and records were deleted.
    {
      ...PLACE,
      start: 50,
      end: 100,
      writtenAt: WRITTEN_AT + 2,
      records: [record(3, 2, 7), deleted(dataset, record(2, 2)), record(4, 2, 8)],
      sideloads: sideloads(4),
    },
    // Written in the same second.
    { ...PLACE, start: 60, end: 110, writtenAt: WRITTEN_AT + 2, records: [record(4, 2, 9)], sideloads: {} },
    {
      ...PLACE,
      start: 300,
      end: 300,
      pagination: 'cursor',
      writtenAt: WRITTEN_AT + 3,
      records: [record(5, 3), deleted(dataset, record(6, 3))],
      sideloads: {},
    },
    { ...PLACE, start: 300, end: 310, writtenAt: WRITTEN_AT + 4, records: [], sideloads: sideloads(5) },
    {
      ...PLACE,
      subdomain: 'globex',
      start: 100,
      end: 200,
      writtenAt: WRITTEN_AT,
      records: [record(1, 2)],
      sideloads: sideloads(6),
    },
  ];
}

/** Creates the records of a resource by id, version (0 to 3) and content. */
function recordsOf(dataset: IncrementalDataset): (id: number, version: number, seed?: number) => Fields {
  const type = dataset.columns.find(({ name }) => name === dataset.versionKey)?.type ?? 'bigint';
  return (id, version, seed = id) => ({
    ...kept(dataset, withKey(dataset, id, seed)),
    [dataset.versionKey]: versionOf(type, version),
  });
}

const withKey = ({ columns, key }: RecordKind, id: number, seed: number): Fields => ({
  ...recordOf(columns, seed),
  [key]: id,
});

/** The field that shows whether a record is deleted, as Zendesk sends it. */
function signOf({ columns, deletion }: IncrementalDataset, isDeleted: boolean): Fields {
  if (deletion === undefined) return {};
  const { column, value } = deletion;
  const type = columns.find(({ name }) => name === column)?.type;
  if (value === undefined) return { [column]: isDeleted ? '2026-01-01T00:00:00Z' : null };
  if (type === 'boolean') return { [column]: (value === 'true') === isDeleted };
  return { [column]: isDeleted ? value : 'open' };
}

const deleted = (dataset: IncrementalDataset, record: Fields): Fields => ({ ...record, ...signOf(dataset, true) });
const kept = (dataset: IncrementalDataset, record: Fields): Fields => ({ ...record, ...signOf(dataset, false) });

/** True if a record of a resource has the sign of a deletion. */
export const showsDeletion = (dataset: IncrementalDataset, record: Fields): boolean =>
  dataset.deletion !== undefined &&
  Object.entries(signOf(dataset, true)).every(([field, value]) => record[field] === value);
