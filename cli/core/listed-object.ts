import type { ObjectKey } from '#common/object-key.ts';
import type { SnapshotKey } from '#common/snapshot-key.ts';

/** The part of a listing of the bucket that is not in the keys. */
export type Stored = {
  readonly key: string;
  /** As stored, usually compressed. */
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly lastModifiedMs: number;
};

/** A landed object of an incremental export in a listing of the bucket. */
export type ListedObject = ObjectKey & Stored;

/** A landed page of a list in a listing of the bucket. */
export type ListedPage = SnapshotKey & Stored;

/** A number of objects. */
export type Volume = {
  readonly objects: number;
  /** As stored. */
  readonly bytes: number;
};

/** Calls a function with each item when it is taken from a listing. */
export async function* observe<Item>(items: AsyncIterable<Item>, onItem: (item: Item) => void): AsyncGenerator<Item> {
  for await (const item of items) {
    onItem(item);
    yield item;
  }
}
