import type { ListDataset } from '#catalog/dataset.ts';
import { describeObjects } from './described-objects.ts';
import type { LakeLayout } from './layout.ts';
import { readTexts } from './read-texts.ts';

/** A landed page of a list, as described by its key. */
type SnapshotPage = {
  readonly key: string;
  readonly path: string;
  /** Bytes, compressed. */
  readonly size: number;
  /** When the snapshot began, in epoch seconds. */
  readonly snapshot: number;
  /** From 1. */
  readonly page: number;
  /** The record whose list the page belongs to. Only of a list per parent. */
  readonly parent?: string;
  readonly isLast: boolean;
};

/** A snapshot of a list in the lake. */
export type Snapshot = {
  /** When it began, in epoch seconds. */
  readonly time: number;
  /** True if its last page has landed. */
  readonly isComplete: boolean;
  /** The numbers up to the greatest one that no page has. */
  readonly missing: readonly number[];
  /** In write order. An interrupted run can land a page twice. */
  readonly pages: readonly SnapshotPage[];
};

/** The part of a list that determines which of its rows are current. */
export type LakeList = Pick<ListDataset, 'name' | 'key' | 'parent' | 'isWindowed'>;

/** A row of a list in the lake with its exact JSON text, and the object that holds it. */
export type ListRow = { readonly text: string; readonly path: string };

/** End of a key. The sandbox has its own parser, as for other objects. */
const PAGE_NAME =
  /\/(?<snapshot>\d{10})-(?<page>\d{5,})(?:-of-(?<parent>\w+))?(?<last>-last)?-[0-9a-f]{12}\.json(?:\.gz)?$/;

/**
 * Returns the snapshots of one list, the earliest first. Ignores other files.
 *
 * @param prefix - the keys up to `dt=`, e.g. `zendesk/groups/subdomain=acme/`
 */
export async function landedSnapshots(lakeDir: string, prefix: string): Promise<Snapshot[]> {
  const described = await describeObjects(lakeDir, prefix, PAGE_NAME);
  const pages = described.map(({ key, path, name: { snapshot, page, parent, last }, info }) => ({
    key,
    path,
    size: info.size,
    snapshot: Number(snapshot),
    page: Number(page),
    ...(parent !== undefined && { parent }),
    isLast: last !== undefined,
  }));
  return [...Map.groupBy(pages, ({ snapshot }) => snapshot)]
    .map(([time, own]) => toSnapshot(time, own))
    .sort((a, b) => a.time - b.time);
}

function toSnapshot(time: number, pages: readonly SnapshotPage[]): Snapshot {
  const numbers = new Set(pages.map(({ page }) => page));
  const last = pages.reduce((greatest, { page }) => Math.max(greatest, page), 0);
  const upToLast = Array.from({ length: last }, (_, index) => index + 1);
  return {
    time,
    isComplete: pages.some(({ isLast }) => isLast),
    missing: upToLast.filter((number) => !numbers.has(number)),
    pages,
  };
}

/** Returns the pages that hold rows. The first pages of a list per parent list the parents. */
export const pagesWithRows = (
  pages: readonly SnapshotPage[],
  { parent }: Pick<LakeList, 'parent'>,
): readonly SnapshotPage[] => (parent === undefined ? pages : pages.filter((page) => page.parent !== undefined));

/** Returns the latest complete snapshot. */
const latestComplete = (snapshots: readonly Snapshot[]): Snapshot | undefined =>
  snapshots.findLast(({ isComplete }) => isComplete);

/**
 * Returns the current rows of a list by {@link rowName}: of the latest complete snapshot, or of all snapshots if the list
 * has a window. The copy written last wins.
 */
export async function currentRows(
  snapshots: readonly Snapshot[],
  layout: Pick<LakeLayout, 'records'>,
  list: LakeList,
): Promise<Map<string, ListRow>> {
  const current = list.isWindowed ? snapshots : [latestComplete(snapshots)];
  const rows = new Map<string, ListRow>();
  const pages = current.flatMap((snapshot) => snapshot?.pages ?? []);
  for (const { path, parent } of pagesWithRows(pages, list)) {
    for (const text of await readTexts(path, layout, list)) {
      const record: Readonly<Record<string, unknown>> = JSON.parse(text);
      rows.set(rowName(String(record[list.key]), parent), { text, path });
    }
  }
  return rows;
}

/** Returns the name of a row in messages: its key, after its parent if it has one. */
export const rowName = (key: number | string, parent?: number | string): string =>
  parent === undefined ? String(key) : `${parent}/${key}`;
