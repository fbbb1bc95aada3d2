import { expect, it } from 'vitest';
import { createTable } from '../support/functions/record-tables.ts';
import { resultOf, startHarness } from '../support/e2e/harness.ts';

/** Each page repeats the last record of the one before it, so that both pages are full. */
const TWO_FULL_PAGES = 2 * 1000 - 1;

it.each([
  ['calls', 'never', 'after a third request, because only a page with fewer records ends the stream', 3],
  ['articles', 'end', 'after a second page whose next_page is null', 2],
  ['articles', 'never', 'after a third request whose end_time is its start_time', 3],
] as const)(
  'two pages of exactly 1,000 %s (next_page null: %s) end %s',
  async (resource, nextPageNull, _, requests) => {
    const table = createTable(resource, { nextPageNull });
    const harness = await startHarness({ tables: [table] });
    for (let id = 1; id <= TWO_FULL_PAGES; id += 1) table.put({ id, second: harness.began + id });
    const end = harness.began + TWO_FULL_PAGES;

    const result = resultOf(await harness.invoke({ resources: [resource] }));

    expect(result).toMatchObject({ outcome: 'caught_up', pages: 2, records: 2000, endTime: end });
    expect(harness.zendesk.requests.filter(({ method }) => method === 'GET')).toHaveLength(requests);
    expect(await harness.item(resource)).toMatchObject({ end_time: end });
    await harness.expectComplete(resource);
  },
);
