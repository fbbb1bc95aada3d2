import { expect, it } from 'vitest';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import { ALL_RESOURCES, EXPORT_ALL, expectAllComplete, fillAll } from '../support/e2e/all-resources.ts';
import { resultsOf, startHarness } from '../support/e2e/harness.ts';
import { expectUntouched, lakeOf } from '../support/e2e/monitor.ts';

const NAMES = Object.keys(INCREMENTAL_RESOURCES);
const ALL_CAUGHT_UP = NAMES.map((resource) => expect.objectContaining({ resource, outcome: 'caught_up' }));
const DAY = 86_400;

it.each(['page', 'ndjson'] as const)(
  'lands all resources of an account, and later their changes (%s)',
  async (layout) => {
    const harness = await startHarness({ ...ALL_RESOURCES, layout });
    const { account, clock } = harness;
    fillAll(harness);

    expect(resultsOf(await harness.invoke(EXPORT_ALL))).toEqual(ALL_CAUGHT_UP);
    await expectAllComplete(harness);
    const before = await lakeOf(harness);

    // Nothing has changed, so nothing lands.
    clock.advance(DAY * 1000);
    expect(resultsOf(await harness.invoke(EXPORT_ALL))).toEqual(ALL_CAUGHT_UP);
    expect(await lakeOf(harness)).toEqual(before);

    const now = Math.floor(clock.now() / 1000);
    for (let i = 0; i < 60; i += 1) account.create({ second: now + 60 * i });
    const user = account.users.create({ second: now });
    account.users.delete(user, { second: now + 1 });
    const organization = account.organizations.create({ second: now });
    account.organizations.delete(organization, { second: now + 2 });
    // After some days, the changes of the new calls and the breaches of the new tickets are visible too.
    clock.advance(20 * DAY * 1000);
    expect(resultsOf(await harness.invoke(EXPORT_ALL))).toEqual(ALL_CAUGHT_UP);
    await expectAllComplete(harness);
    await expectUntouched(harness, before);
  },
);
