import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseObjectKey } from '#common/object-key.ts';
import { formatSnapshotKey, parseSnapshotKey, type SnapshotKey } from '#common/snapshot-key.ts';

const KEY: SnapshotKey = {
  prefix: 'raw/zendesk',
  dataset: 'groups',
  subdomain: 'acme',
  snapshot: 1_795_521_299,
  page: 1,
  isLast: false,
  digest: 'b05e1fc1a2d3',
  isGzip: true,
};
const FOLDER = 'raw/zendesk/groups/subdomain=acme/dt=2026-11-24/1795521299';

const keys: fc.Arbitrary<SnapshotKey> = fc
  .record({
    prefix: fc.stringMatching(/^[a-z]+(\/[a-z=-]+){0,2}$/),
    dataset: fc.stringMatching(/^[a-z_]+$/),
    subdomain: fc.stringMatching(/^[a-z0-9][a-z0-9-]*$/),
    snapshot: fc.integer({ min: 0, max: 9_999_999_999 }),
    page: fc.integer({ min: 1, max: 999_999 }),
    parent: fc.option(fc.stringMatching(/^[0-9]{1,20}$/), { nil: undefined }),
    isLast: fc.boolean(),
    digest: fc.stringMatching(/^[0-9a-f]{12}$/),
    isGzip: fc.boolean(),
  })
  .map(({ parent, ...key }) => ({ ...key, ...(parent !== undefined && { parent }) }));

it.each([
  [{}, '-00001-b05e1fc1a2d3.json.gz'],
  [{ page: 123_456, isLast: true }, '-123456-last-b05e1fc1a2d3.json.gz'],
  [{ page: 2, parent: '360001234567' }, '-00002-of-360001234567-b05e1fc1a2d3.json.gz'],
  [{ page: 3, parent: '7', isLast: true, isGzip: false }, '-00003-of-7-last-b05e1fc1a2d3.json'],
])('formats and parses the key of a page with %j as …%s', (fields, ending) => {
  expect(formatSnapshotKey({ ...KEY, ...fields })).toBe(`${FOLDER}${ending}`);
  expect(parseSnapshotKey(`${FOLDER}${ending}`)).toEqual({ ...KEY, ...fields });
});

it('parses every key of a page that it formats, and no key of a page by time', () => {
  fc.assert(
    fc.property(keys, (key) => {
      expect(parseSnapshotKey(formatSnapshotKey(key))).toEqual(key);
      expect(parseObjectKey(formatSnapshotKey(key))).toBeUndefined();
    }),
  );
});

const nameOf = (fields: object): string =>
  formatSnapshotKey({ ...KEY, ...fields })
    .split('/')
    .at(-1) ?? '';

it('formats keys that sort by snapshot, then page', () => {
  const names = fc.record({
    snapshot: fc.integer({ min: 0, max: 9_999_999_999 }),
    page: fc.integer({ min: 1, max: 99_999 }),
  });
  fc.assert(
    fc.property(names, names, (a, b) => {
      const isBefore = a.snapshot < b.snapshot || (a.snapshot === b.snapshot && a.page < b.page);
      expect(nameOf(a) < nameOf(b)).toBe(isBefore);
    }),
  );
});

it.each([
  '-1-b05e1fc1a2d3.json.gz',
  '-00001-of--b05e1fc1a2d3.json.gz',
  '-00001-last.json.gz',
  '-00001-first-b05e1fc1a2d3.json.gz',
  '-00001-b05e1fc1a2d3.json.gz.tmp',
  '-1795521600-b05e1fc1a2d3.json.gz',
])('does not parse the key of another object: …%s', (ending) => {
  expect(parseSnapshotKey(`${FOLDER}${ending}`)).toBeUndefined();
});
