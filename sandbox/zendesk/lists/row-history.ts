import type { ListRow, Members, RowKey } from './row.ts';

/** The rows of a list over time, including the future. Times are epoch milliseconds. */
export type RowHistory<M extends Members = Members> = {
  /**
   * Adds a row, or its next version.
   *
   * @param fromMs - when it appears; default: it has always existed
   * @throws RangeError if the row has a later version
   */
  put(row: ListRow<M>, fromMs?: number): void;
  /**
   * Lets a row disappear.
   *
   * @throws RangeError if the row has a later version
   */
  remove(key: RowKey, fromMs: number): void;
  /** Returns the rows that exist at this time, in the order in which they were added. */
  at(nowMs: number): ListRow<M>[];
  /** Returns the last version of a row. Undefined if it does not exist, or disappears. */
  latest(key: RowKey): ListRow<M> | undefined;
};

/** One version of a row. Undefined: it has disappeared. */
type Version<M extends Members> = { readonly row: ListRow<M> | undefined; readonly fromMs: number };

/** Creates an empty list. */
export function createRowHistory<M extends Members>(): RowHistory<M> {
  /** The versions of each row, oldest first. */
  const versions = new Map<RowKey, Version<M>[]>();

  const add = (key: RowKey, version: Version<M>): void => {
    const all = versions.get(key) ?? [];
    const last = all.at(-1)?.fromMs ?? Number.NEGATIVE_INFINITY;
    if (version.fromMs < last) throw new RangeError(`row ${key} was last changed at ${last}, after ${version.fromMs}`);
    all.push(version);
    versions.set(key, all);
  };

  return {
    put: (row, fromMs = Number.NEGATIVE_INFINITY) => add(row.key, { row, fromMs }),
    remove: (key, fromMs) => add(key, { row: undefined, fromMs }),
    at: (nowMs) => [...versions.values()].flatMap((all) => all.findLast(({ fromMs }) => fromMs <= nowMs)?.row ?? []),
    latest: (key) => versions.get(key)?.at(-1)?.row,
  };
}

/**
 * Returns the end of a second in epoch milliseconds. Ongoing changes of a second are applied when it is over. If lists
 * showed them earlier, their rows at a past time could still change.
 */
export const endOf = (second: number): number => (second + 1) * 1000;
