import { describe, expect, test } from 'vitest';
import { openObjectStore } from '#sandbox/aws/s3/object-store.ts';
import { compare, latestVersions } from '#sandbox/lake/compare.ts';
import { landedObjects } from '#sandbox/lake/landed-object.ts';
import { exportPrefix, isOfAccount, LAYOUTS, type LayoutName } from '#sandbox/lake/layout.ts';
import { readLake } from '#sandbox/lake/read-lake.ts';
import { LAKE_RESOURCES, type ResourceName } from '#sandbox/lake/resources.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

const NAMES: LayoutName[] = ['page', 'ndjson'];
const RESOURCES = Object.values(LAKE_RESOURCES).map(({ name }) => name);

/** Returns a record of a resource, with a space that parsing and printing would lose. */
function record(name: ResourceName, id: number, second: number, subject = 'é'): string {
  const { field, format } = LAKE_RESOURCES[name].timestamp;
  const stamp = format === 'epoch' ? second : `"${new Date(second * 1000).toISOString().replace('.000Z', 'Z')}"`;
  return `{"id":${id}, "${field}":${stamp},"subject":"${subject}"}`;
}

/** The content of an object with these records, by layout. */
const WRITTEN: Readonly<Record<LayoutName, (name: string, records: readonly string[]) => string>> = {
  page: (name, records) => `{"${name}":[${records.join(',')}],"others":[{"id":1,"generated_timestamp":9}]}`,
  ndjson: (_, records) => records.map((text) => `${text}\n`).join(''),
};

/** Creates a lake with one object for each list of records. */
async function createLake(layout: LayoutName, name: ResourceName, ...pages: readonly (readonly string[])[]) {
  const place = { lakeDir: await temporaryFolder(), layout: LAYOUTS[layout], subdomain: 'acme' };
  const resource = LAKE_RESOURCES[name];
  const prefix = exportPrefix(place, resource);
  const store = openObjectStore(place.lakeDir);
  for (const [index, records] of pages.entries()) {
    const body = Buffer.from(WRITTEN[layout](name, records));
    const described = { contentType: '', checksums: {}, lastModified: index, metadata: {} };
    await store.put(
      `${prefix}dt=1970-01-01/000000000${index}-000000000${index + 1}-aaaaaaaaaaaa.json`,
      { ...described, body },
      true,
    );
  }
  const objects = await landedObjects(place.lakeDir, prefix);
  return {
    read: () => readLake(objects, place.layout, resource),
    latest: () => latestVersions(objects, place.layout, resource),
  };
}

describe.each(NAMES.flatMap((layout) => RESOURCES.map((name) => [layout, name] as const)))(
  'layout %s of %s',
  (layout, name) => {
    const one = (id: number, second: number, subject?: string): string => record(name, id, second, subject);

    test('latestVersions returns the exact bytes', async () => {
      const lake = await createLake(layout, name, [one(1, 1), one(2, 2)], [one(2, 2), one(1, 3)]);
      const expected = [
        { id: 1, second: 3, text: one(1, 3) },
        { id: 2, second: 2, text: one(2, 2) },
      ];
      expect(compare(await lake.latest(), expected)).toMatchObject({ complete: true });
      const other = [{ id: 1, second: 3, text: one(1, 3, '\\u00e9') }];
      expect(compare(await lake.latest(), other)).toMatchObject({ altered: [1], unexpected: [2] });
    });

    test('readLake returns the counts', async () => {
      const lake = await createLake(layout, name, [one(1, 1), one(2, 2)], [one(2, 2), one(1, 3)]);
      const counts = { objects: 2, records: 4, ids: 2, versions: 3, duplicates: 1, oldest: 1, newest: 3 };
      expect(await lake.read()).toMatchObject(counts);
    });

    test('readLake and latestVersions accept pages without records, such as cursor pages with hidden rows', async () => {
      const lake = await createLake(layout, name, [], [one(1, 1)], []);
      expect(await lake.read()).toMatchObject({ objects: 3, records: 1, ids: 1 });
      expect([...(await lake.latest()).keys()]).toEqual([1]);
    });
  },
);

test.each(NAMES)("readLake accepts rows of the layout %s longer than DuckDB's default limit", async (layout) => {
  const long = record('tickets', 1, 1, 'x'.repeat(17 * 1024 * 1024));
  const lake = await createLake(layout, 'tickets', [long, record('tickets', 2, 2)]);
  expect(await lake.read()).toMatchObject({ records: 2, ids: 2 });
});

test('layout ndjson ignores a truncated line', () => {
  expect(LAYOUTS.ndjson.records('{"id":1}\n{"id":2}', LAKE_RESOURCES.tickets)).toEqual(['{"id":1}']);
});

test('each layout has its own prefix and cursor folder', () => {
  const all = NAMES.map((name) => LAYOUTS[name]);
  expect(all.map(({ prefix }) => prefix)).toEqual(['zendesk', 'zendesk-ndjson']);
  expect(new Set(all.map(({ cursors }) => cursors)).size).toBe(2);
});

test.each([
  ['zendesk-ndjson/tickets/subdomain=acme/dt=x/a.json', true],
  ['zendesk-ndjson/tickets_metric_sets/subdomain=acme/dt=x/a.json', true],
  ['zendesk-ndjson/ticket_events/subdomain=acme/dt=x/a.json', true],
  ['zendesk-ndjson/tickets_users/subdomain=acme-eu/dt=x/a.json', false],
  ['zendesk/tickets/subdomain=acme/dt=x/a.json', false],
])('isOfAccount(%s) returns %s', (key, expected) => {
  expect(isOfAccount(key, { layout: LAYOUTS.ndjson, subdomain: 'acme' })).toBe(expected);
});
