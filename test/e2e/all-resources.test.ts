import { join } from 'node:path';
import { expect, it } from 'vitest';
import { datasetsOf } from '#catalog/datasets.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { ALL_RESOURCES, EXPORT_ALL, expectAllComplete, fillAll } from '../support/e2e/all-resources.ts';
import { resultsOf, startHarness } from '../support/e2e/harness.ts';
import { expectPageSizes, LIST_NAMES } from '../support/e2e/lists.ts';
import { expectUntouched, lakeOf } from '../support/e2e/monitor.ts';

const NAMES = Object.keys(INCREMENTAL_RESOURCES);
const outcomesOf = (resources: readonly string[], outcome: string) =>
  resources.map((resource) => expect.objectContaining({ resource, outcome }));
const ALL_CAUGHT_UP = outcomesOf([...NAMES, ...LIST_NAMES], 'caught_up');
const HOUR_MS = 3_600_000;

it.each(['page', 'ndjson'] as const)(
  'lands all resources of an account, and later their changes (%s)',
  async (layout) => {
    const harness = await startHarness({ ...ALL_RESOURCES, layout });
    const { account, clock } = harness;
    fillAll(harness);
    const { groups, macros } = account.lists;
    const deleted = { groups: groups.create(), macros: macros.create() };

    expect(resultsOf(await harness.invoke(EXPORT_ALL))).toEqual(ALL_CAUGHT_UP);
    await expectAllComplete(harness);
    const before = await lakeOf(harness);

    // Nothing has changed, so nothing lands.
    clock.advance(12 * HOUR_MS);
    const idle = resultsOf(await harness.invoke(EXPORT_ALL));
    expect(idle).toEqual([...outcomesOf(NAMES, 'caught_up'), ...outcomesOf(LIST_NAMES, 'not_due')]);
    expect(await lakeOf(harness)).toEqual(before);

    const now = Math.floor(clock.now() / 1000);
    for (let i = 0; i < 60; i += 1) account.create({ second: now + 60 * i });
    const user = account.users.create({ second: now });
    account.users.delete(user, { second: now + 1 });
    const organization = account.organizations.create({ second: now });
    account.organizations.delete(organization, { second: now + 2 });
    groups.remove(deleted.groups);
    macros.remove(deleted.macros);
    // After some days, the changes of the new calls and the breaches of the new tickets are visible too.
    clock.advance(20 * 24 * HOUR_MS);
    expect(resultsOf(await harness.invoke(EXPORT_ALL))).toEqual(ALL_CAUGHT_UP);
    await expectAllComplete(harness);
    await expectUntouched(harness, before);
    expectPageSizes(harness);

    const { layout: lake, lakeDir } = harness.place;
    const tables = await openTables(join(lakeDir, lake.prefix), layout, datasetsOf(['groups', 'macros']));
    const rows = (view: string, id: number) => tables.rows(`FROM ${view} WHERE id = ${id}`);
    expect(await rows('groups', deleted.groups)).toMatchObject([{ deleted: true }]);
    expect(await rows('macros', deleted.macros)).toEqual([]);
    expect(await rows('macros_snapshots', deleted.macros)).toHaveLength(1);
    tables.close();
  },
);
