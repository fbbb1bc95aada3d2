import { formatSnapshotKey, parseSnapshotKey, type SnapshotKey } from '#common/snapshot-key.ts';
import type { Layout } from '#catalog/layout.ts';
import { fillHistory, fillLists, fillPeople, type ListName } from '#sandbox/zendesk/index.ts';
import type { ExpectedRow } from '#sandbox/zendesk/lists/expected-rows.ts';
import { LIST_NAMES, withListPages } from '../functions/snapshots.ts';
import { createTestWorld, type TestWorld } from '../test-world.ts';
import type { WrittenObject } from './write-lake.ts';

/** The rows of every list as Zendesk shows them. */
type Truth = Readonly<Record<string, readonly ExpectedRow[]>>;

/** A lake to which the function exported tickets and all lists twice, and the truth at each time. */
export type ListLake = {
  readonly objects: readonly WrittenObject[];
  readonly first: Truth;
  readonly second: Truth;
  /** Ids of records that were deleted in between. */
  readonly deleted: Readonly<Record<'macro' | 'group', number>>;
  readonly world: TestWorld;
};

const MANY = { total: 10_000, windowSeconds: 60 };
const DAY_MS = 86_400_000;
const PREFIX = 'zendesk';

/** Exports all lists, deletes and changes some records, and exports them again a day later. */
export async function createListLake(layout: Layout): Promise<ListLake> {
  const world = createTestWorld({
    resources: withListPages(40),
    rateLimit: MANY,
    otherRateLimits: { account: MANY, helpCenter: MANY, ticketFields: MANY },
  });
  const history = { tickets: 80, nowMs: world.clock.now(), spanSeconds: 90 * 86_400 };
  fillHistory(world.account, history);
  fillPeople(world.account, history);
  fillLists(world.account, history);
  const { macros, groups, schedules } = world.account.lists;
  const deleted = { macro: macros.create(), group: groups.create() };
  // Its holidays are the last ones of a snapshot, and there are none.
  schedules.create();
  const event = { resources: ['tickets', ...LIST_NAMES], layout };
  await world.invokeAll(event);
  const first = truthIn(world);

  macros.remove(deleted.macro);
  groups.remove(deleted.group);
  macros.update(macros.create(), { title: 'Renamed' });
  await world.invokeAll(event, { afterMs: DAY_MS });
  const objects = [...world.lake.objects.values()].map(({ key, body }) => ({
    key: key.slice(PREFIX.length + 1),
    body: body.toString(),
  }));
  return { objects, first, second: truthIn(world), deleted, world };
}

const truthIn = ({ zendesk }: TestWorld): Truth =>
  Object.fromEntries(LIST_NAMES.map((name) => [name, zendesk.expectedRows(name)]));

/** The first page of the latest snapshot of a list. */
export function firstPage({ objects }: ListLake, list: ListName): WrittenObject & { readonly name: SnapshotKey } {
  const pages = objects.flatMap((object) => {
    const name = parseSnapshotKey(`${PREFIX}/${object.key}`);
    return name?.dataset === list && name.page === 1 ? [{ ...object, name }] : [];
  });
  const page = pages.toSorted((a, b) => a.name.snapshot - b.name.snapshot).at(-1);
  if (page === undefined) throw new Error(`no page of ${list} has landed`);
  return page;
}

/** A copy of a page with another name or other content. */
export const copyOf = (
  page: ReturnType<typeof firstPage>,
  name: Partial<SnapshotKey>,
  edit: (body: string) => string,
): WrittenObject => ({
  key: formatSnapshotKey({ ...page.name, ...name }).slice(PREFIX.length + 1),
  body: edit(page.body),
});
