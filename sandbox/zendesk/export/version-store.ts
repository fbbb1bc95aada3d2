import type { Version } from './table.ts';

/** Records with the versions that an export can still show. */
export type VersionStore<V extends Version> = {
  /** Number of records. */
  readonly size: number;
  /** Adds a record's next version. Earlier versions are visible until this one becomes visible. */
  readonly put: (version: V) => void;
  /**
   * Returns the latest version of a record.
   *
   * @throws RangeError if the record does not exist
   */
  readonly current: (id: number) => V;
  /** Returns the latest version of every record, in the order in which the records were added. */
  readonly latest: () => V[];
  /** Returns all versions by second, then `tie`, then id. */
  readonly inTimeOrder: () => readonly V[];
  /** Returns all versions by second, then id. */
  readonly inCursorOrder: () => readonly V[];
};

/** Creates an empty store. */
export function createVersionStore<V extends Version>(): VersionStore<V> {
  /** Versions by record id, latest last. */
  const records = new Map<number, V[]>();
  let timeOrder: readonly V[] | undefined;
  let cursorOrder: readonly V[] | undefined;

  const current = (id: number): V => {
    const latest = records.get(id)?.at(-1);
    if (!latest) throw new RangeError(`record ${id} does not exist`);
    return latest;
  };
  const all = (): V[] => [...records.values()].flat();

  return {
    get size() {
      return records.size;
    },
    put: (version) => {
      const older = records.get(version.id) ?? [];
      for (const each of older) each.supersededFrom = Math.min(each.supersededFrom, version.visibleFrom);
      records.set(version.id, [...older.filter((each) => each.visibleFrom < each.supersededFrom), version]);
      timeOrder = undefined;
      cursorOrder = undefined;
    },
    current,
    latest: () => [...records.keys()].map(current),
    inTimeOrder: () => (timeOrder ??= all().sort((a, b) => a.second - b.second || a.tie - b.tie || a.id - b.id)),
    inCursorOrder: () => (cursorOrder ??= all().sort((a, b) => a.second - b.second || a.id - b.id)),
  };
}
