import { expect } from 'vitest';
import { LISTS } from '#catalog/lists.ts';
import { exportPrefix } from '#sandbox/lake/layout.ts';
import { currentRows, landedSnapshots, rowName, type Snapshot } from '#sandbox/lake/snapshots.ts';
import type { Harness } from './harness.ts';

export const LIST_NAMES = LISTS.map(({ name }) => name);

/** The snapshots of a list in the lake, the earliest first. */
export const snapshotsIn = ({ place }: Harness, name: string): Promise<Snapshot[]> =>
  landedSnapshots(place.lakeDir, exportPrefix(place, { name }));

/** Asserts that each of these lists has exactly the rows that Zendesk listed when its latest complete snapshot began. */
export async function expectListsComplete(harness: Harness, names: readonly string[] = LIST_NAMES): Promise<void> {
  await expectSnapshotsSound(harness);
  for (const list of LISTS.filter(({ name }) => names.includes(name))) {
    const { end_time: began, start_time: since = 0 } = await harness.item(list.name);
    expect({ list: list.name, began }).toEqual({ list: list.name, began: expect.any(Number) });
    const rows = await currentRows(await snapshotsIn(harness, list.name), harness.place.layout, list);
    const expected = new Map(
      harness.zendesk
        .expectedRows(list.name, { nowMs: Number(began) * 1000, since: Number(since) })
        .map(({ key, parent, text }): [string, string] => [rowName(key, parent), text]),
    );
    const names = [...new Set([...rows.keys(), ...expected.keys()])];
    const different = names.filter((name) => rows.get(name)?.text !== expected.get(name));
    expect({ list: list.name, different }).toEqual({ list: list.name, different: [] });
  }
}

/** Asserts that no complete snapshot lacks a page, and that no cursor item is ahead of the landed pages. */
export async function expectSnapshotsSound(harness: Harness): Promise<void> {
  for (const name of LIST_NAMES) {
    const snapshots = await snapshotsIn(harness, name);
    const complete = snapshots.filter(({ isComplete }) => isComplete);
    expect({ name, missing: complete.flatMap(({ missing }) => missing) }).toEqual({ name, missing: [] });
    const { end_time: latest, snapshot_time: underWay, page = 0 } = await harness.item(name);
    if (latest !== undefined) expect(complete.map(({ time }) => time)).toContain(latest);
    const landed = snapshots.find(({ time }) => time === underWay)?.pages.map((each) => each.page) ?? [];
    const persisted = Array.from({ length: Number(page) }, (_, index) => index + 1);
    expect({ name, pages: persisted.filter((number) => !landed.includes(number)) }).toEqual({ name, pages: [] });
  }
}

/** Asserts that every page of a list was requested with its largest page size, which Zendesk does not exceed. */
export function expectPageSizes({ zendesk }: Harness): void {
  const sizes = new Set(
    zendesk.requests.flatMap(({ path, query }) => {
      const size = query['page[size]'] ?? query['per_page'];
      return path.includes('/incremental/') || size === undefined
        ? []
        : `${path.includes('survey') ? 'surveys' : 'others'} ${size}`;
    }),
  );
  expect(sizes).toEqual(new Set(['others 100', 'surveys 50']));
}
