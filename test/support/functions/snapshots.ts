import { parseSnapshotKey, type SnapshotKey } from '#common/snapshot-key.ts';
import { LISTS } from '#functions/export/core/lists.ts';
import { type Resources, RESOURCES } from '#functions/export/core/resources.ts';
import type { ListName } from '#sandbox/zendesk/index.ts';
import { landedRecordTexts } from '../record-texts.ts';
import type { TestWorld } from '../test-world.ts';

export const LIST_NAMES = Object.keys(LISTS).filter((name): name is ListName => name in LISTS);

/** A page of a snapshot in the lake. */
export type SnapshotPage = SnapshotKey & {
  readonly metadata: Readonly<Record<string, string>>;
  /** The exact texts of the list's own records, without those of the page that lists the parents. */
  readonly texts: readonly string[];
};

export type Snapshot = {
  /** Epoch seconds. */
  readonly time: number;
  readonly isComplete: boolean;
  /** In the order in which they landed. */
  readonly pages: readonly SnapshotPage[];
};

/** All lists, of which those in pages have at most this many records per page. */
export const withListPages = (pageSize: number): Resources => ({
  ...RESOURCES,
  ...Object.fromEntries(Object.entries(LISTS).map(([name, list]) => [name, { ...list, pageSize }])),
});

function listPages({ lake }: TestWorld, name: ListName): SnapshotPage[] {
  const { itemKey, parents } = LISTS[name];
  return [...lake.objects.values()].flatMap(({ key, body, mediaType, metadata }) => {
    const parsed = parseSnapshotKey(key);
    if (parsed?.dataset !== name) return [];
    const isOfParents = parents !== undefined && parsed.parent === undefined;
    return { ...parsed, metadata, texts: isOfParents ? [] : landedRecordTexts(body, mediaType, itemKey) };
  });
}

/** Returns the snapshots of a list in the lake, the earliest first. */
export const snapshotsOf = (world: TestWorld, name: ListName): Snapshot[] =>
  [...Map.groupBy(listPages(world, name), ({ snapshot }) => snapshot)]
    .map(([time, pages]) => ({ time, isComplete: pages.some(({ isLast }) => isLast), pages }))
    .toSorted((a, b) => a.time - b.time);

/** Returns the numbers that a snapshot's pages have from 1 to the last, in order and without repetitions. */
export const numbersOf = ({ pages }: Snapshot): number[] =>
  [...new Set(pages.map(({ page }) => page))].toSorted((a, b) => a - b);

/** Returns the rows of a list as its consumers see them: per key, the copy written last in the latest complete snapshot. */
export function latestRows(world: TestWorld, name: ListName): string[] {
  const pages = LISTS[name].window
    ? listPages(world, name)
    : (snapshotsOf(world, name).findLast(({ isComplete }) => isComplete)?.pages ?? []);
  const rows = new Map(
    pages.flatMap(({ parent = '', texts }) =>
      texts.map((text): [string, string] => [`${parent}/${keyOf(name, text)}`, text]),
    ),
  );
  return [...rows.values()].toSorted();
}

function keyOf(name: ListName, text: string): string {
  const row: Readonly<Record<string, unknown>> = JSON.parse(text);
  return String(row[LISTS[name].idField]);
}

/**
 * Returns the rows that Zendesk lists now.
 * @param since - epoch seconds: a list with a window has only the rows created since then. Default: all
 */
export const expectedRows = ({ zendesk }: TestWorld, name: ListName, since = 0): string[] =>
  zendesk
    .expectedRows(name, { since })
    .map(({ text }) => text)
    .toSorted();
