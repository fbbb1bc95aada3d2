import type { Version } from './table.ts';

/** Records, each in those versions that some export may still show. */
export type VersionStore<V extends Version> = {
  /** How many records there are. */
  readonly size: number;
  /** Adds a record's next version. The versions before it show until this one does. */
  readonly put: (version: V) => void;
  /** The latest version of a record; throws if there is no such record. */
  readonly current: (id: number) => V;
  /** The latest version of every record, in the order in which the records were added. */
  readonly latest: () => V[];
  /** All versions by second, then `tie`, then id. */
  readonly inTimeOrder: () => readonly V[];
  /** All versions by second, then id. */
  readonly inCursorOrder: () => readonly V[];
};

/** Opens an empty store. */
export function createVersionStore<V extends Version>(): VersionStore<V> {
  /** By id: its versions, the latest last. */
  const records = new Map<number, V[]>();
  let timeOrder: readonly V[] | undefined;
  let cursorOrder: readonly V[] | undefined;

  const current = (id: number): V => {
    const latest = records.get(id)?.at(-1);
    if (!latest) throw new RangeError(`there is no record ${id}`);
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
