import type { ObjectKey } from '#common/object-key.ts';

/** A landed object in a listing of the bucket. */
export type ListedObject = ObjectKey & {
  readonly key: string;
  /** As stored, usually compressed. */
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly lastModifiedMs: number;
};
