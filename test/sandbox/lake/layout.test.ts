import { describe, expect, test } from 'vitest';
import { openObjectStore } from '#sandbox/aws/s3/object-store.ts';
import { compare, latestVersions } from '#sandbox/lake/compare.ts';
import { landedObjects } from '#sandbox/lake/landed-object.ts';
import { isOfAccount, LAYOUTS, type LayoutName, ticketsPrefix } from '#sandbox/lake/layout.ts';
import { readLake } from '#sandbox/lake/read-lake.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

const NAMES: LayoutName[] = ['page', 'ndjson'];

const ticket = (id: number, second: number, subject = 'é'): string =>
  `{"id":${id}, "generated_timestamp":${second},"subject":"${subject}"}`;

/** The content of an object with these tickets, by layout. */
const WRITTEN: Readonly<Record<LayoutName, (tickets: readonly string[]) => string>> = {
  page: (tickets) => `{"tickets":[${tickets.join(',')}],"users":[{"id":1,"generated_timestamp":9}]}`,
  ndjson: (tickets) => tickets.map((text) => `${text}\n`).join(''),
};

/** Creates a lake with one object for each list of tickets. */
async function createLake(name: LayoutName, ...pages: readonly (readonly string[])[]) {
  const place = { lakeDir: await temporaryFolder(), layout: LAYOUTS[name], subdomain: 'acme' };
  const store = openObjectStore(place.lakeDir);
  for (const [index, tickets] of pages.entries()) {
    const body = Buffer.from(WRITTEN[name](tickets));
    const described = { contentType: '', checksums: {}, lastModified: index, metadata: {} };
    const key = `${ticketsPrefix(place)}dt=1970-01-01/000000000${index}-000000000${index + 1}-aaaaaaaaaaaa.json`;
    await store.put(key, { ...described, body }, true);
  }
  return { ...place, objects: await landedObjects(place.lakeDir, ticketsPrefix(place)) };
}

describe.each(NAMES)('layout %s', (name) => {
  test('latestVersions returns the exact bytes', async () => {
    const { objects, layout } = await createLake(name, [ticket(1, 1), ticket(2, 2)], [ticket(2, 2), ticket(1, 3)]);
    const expected = [
      { id: 1, generatedTimestamp: 3, text: ticket(1, 3) },
      { id: 2, generatedTimestamp: 2, text: ticket(2, 2) },
    ];
    expect(compare(await latestVersions(objects, layout), expected)).toMatchObject({ complete: true });
    const other = [{ id: 1, generatedTimestamp: 3, text: ticket(1, 3, '\\u00e9') }];
    expect(compare(await latestVersions(objects, layout), other)).toMatchObject({ altered: [1], unexpected: [2] });
  });

  test('readLake returns the counts', async () => {
    const { objects, layout } = await createLake(name, [ticket(1, 1), ticket(2, 2)], [ticket(2, 2), ticket(1, 3)]);
    const counts = { objects: 2, records: 4, tickets: 2, versions: 3, duplicates: 1, oldest: 1, newest: 3 };
    expect(await readLake(objects, layout)).toMatchObject(counts);
  });

  test('readLake and latestVersions accept pages without records, such as cursor pages with hidden rows', async () => {
    const { objects, layout } = await createLake(name, [], [ticket(1, 1)], []);
    expect(await readLake(objects, layout)).toMatchObject({ objects: 3, records: 1, tickets: 1 });
    expect([...(await latestVersions(objects, layout)).keys()]).toEqual([1]);
  });

  test("readLake accepts rows longer than DuckDB's default limit", async () => {
    const { objects, layout } = await createLake(name, [ticket(1, 1, 'x'.repeat(17 * 1024 * 1024)), ticket(2, 2)]);
    expect(await readLake(objects, layout)).toMatchObject({ records: 2, tickets: 2 });
  });
});

test('layout ndjson ignores a truncated line', () => {
  expect(LAYOUTS.ndjson.tickets('{"id":1}\n{"id":2}')).toEqual(['{"id":1}']);
});

test('each layout has its own prefix and cursor folder', () => {
  const all = NAMES.map((name) => LAYOUTS[name]);
  expect(all.map(({ prefix }) => prefix)).toEqual(['zendesk', 'zendesk-ndjson']);
  expect(new Set(all.map(({ cursors }) => cursors)).size).toBe(2);
});

test.each([
  ['zendesk-ndjson/tickets/subdomain=acme/dt=x/a.json', true],
  ['zendesk-ndjson/tickets_metric_sets/subdomain=acme/dt=x/a.json', true],
  ['zendesk-ndjson/tickets_users/subdomain=acme-eu/dt=x/a.json', false],
  ['zendesk-ndjson/ticket_events/subdomain=acme/dt=x/a.json', false],
  ['zendesk/tickets/subdomain=acme/dt=x/a.json', false],
])('isOfAccount(%s) returns %s', (key, expected) => {
  expect(isOfAccount(key, { layout: LAYOUTS.ndjson, subdomain: 'acme' })).toBe(expected);
});
