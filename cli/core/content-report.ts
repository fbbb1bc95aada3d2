import type { UnreadableRows } from '#functions/export/core/page/unreadable.ts';
import type { ContentCheck } from './check-content.ts';
import type { Volume } from './listed-object.ts';

/** The result of reading all objects of an export. */
export type ContentReport = {
  readonly checked: number;
  readonly damaged: readonly Damage[];
  /** The intact objects with lines that some readers refuse. */
  readonly readableAfterRepair: readonly Repairable[];
  /** The objects that could not be read because of an error. */
  readonly unread: readonly Unread[];
  /** The number of objects that were deleted after they were listed. */
  readonly deleted: number;
  /** The number of objects that were copied without their metadata, so that only their content was checked. */
  readonly withoutMetadata: number;
};

/** A damaged object. */
type Damage = { readonly key: string; readonly problems: readonly string[] };

/** An object with lines that some readers refuse, and the kinds of characters in them. */
type Repairable = { readonly key: string; readonly lines: number; readonly kinds: UnreadableRows['kinds'] };

/** An object that was not checked. */
type Unread = { readonly key: string; readonly error: string };

/** The result of reading one object. */
export type ObjectReading =
  | (ContentCheck & { readonly kind: 'checked'; readonly hasMetadata: boolean })
  | { readonly kind: 'unread'; readonly error: string }
  | { readonly kind: 'deleted' };

/** The objects of an export that have been read so far. */
export type ContentTally = {
  readonly add: (key: string, reading: ObjectReading) => void;
  readonly report: () => ContentReport;
};

export function createContentTally(): ContentTally {
  const damaged: Damage[] = [];
  const repairable: Repairable[] = [];
  const unread: Unread[] = [];
  let [checked, deleted, withoutMetadata] = [0, 0, 0];
  return {
    add(key, reading) {
      if (reading.kind === 'deleted') deleted += 1;
      else if (reading.kind === 'unread') unread.push({ key, error: reading.error });
      else {
        checked += 1;
        if (!reading.hasMetadata) withoutMetadata += 1;
        const { problems, unreadable } = reading;
        if (problems.length > 0) damaged.push({ key, problems });
        else if (unreadable !== undefined) repairable.push({ key, lines: unreadable.rows, kinds: unreadable.kinds });
      }
    },
    // Objects are read at the same time, so they end in any order.
    report: () => ({
      checked,
      damaged: byKey(damaged),
      readableAfterRepair: byKey(repairable),
      unread: byKey(unread),
      deleted,
      withoutMetadata,
    }),
  };
}

const byKey = <Item extends { readonly key: string }>(items: readonly Item[]): Item[] =>
  items.toSorted((a, b) => (a.key < b.key ? -1 : 1));

/** True if no object is damaged, and none was left out because of an error. */
export const isIntact = (report: ContentReport | null): boolean =>
  report === null || (report.damaged.length === 0 && report.unread.length === 0);

export const addVolumes = (volumes: readonly Volume[]): Volume =>
  volumes.reduce((sum, { objects, bytes }) => ({ objects: sum.objects + objects, bytes: sum.bytes + bytes }), {
    objects: 0,
    bytes: 0,
  });
