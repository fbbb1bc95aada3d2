import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSnapshotKey } from '#common/snapshot-key.ts';
import { type DatasetObject, splitIntoObjects } from '#functions/export/core/lake/layout.ts';
import { buildObject, type ObjectContext, pageEndTime } from '#functions/export/core/lake/object-key.ts';
import { LISTS } from '#functions/export/core/lists.ts';
import type { ListPage } from '#functions/export/core/page/page.ts';
import type { ListPosition } from '#functions/export/core/pagination/position.ts';
import { contentOf, record } from '#test/support/functions/pages.ts';

const SNAPSHOT = 1_795_521_900;
const AT: ListPosition = { kind: 'list', snapshot: SNAPSHOT, page: 1 };

const page = (fields: Partial<ListPage> = {}): ListPage => ({
  pagination: 'list',
  records: [record(SNAPSHOT), record(SNAPSHOT)],
  tails: [],
  endOfStream: false,
  afterCursor: 'next',
  ...fields,
});

const context = (fields: Partial<ObjectContext> = {}): ObjectContext => ({
  prefix: 'zendesk',
  resource: LISTS.groups,
  subdomain: 'acme',
  compression: 'gzip',
  runId: 'run-7',
  position: AT,
  page: page(),
  requestedAt: 1_795_521_901_123,
  ...fields,
});

const part: DatasetObject = {
  dataset: 'groups',
  bytes: Buffer.from('{}'),
  isGzip: false,
  size: 2,
  digest: 'a'.repeat(64),
  pageDigest: 'b'.repeat(64),
  mediaType: 'application/json',
  records: 2,
};

const keyOf = (fields: Partial<ObjectContext>): string => buildObject(context(fields), part).key;

describe('buildObject for a page of a list', () => {
  it('builds the key from snapshot, page and digest, under the date of the snapshot', () => {
    const folder = 'zendesk/groups/subdomain=acme/dt=2026-11-24';
    expect(keyOf({})).toBe(`${folder}/1795521900-00001-aaaaaaaaaaaa.json.gz`);
    expect(keyOf({ compression: 'none', position: { ...AT, page: 12 } })).toBe(
      `${folder}/1795521900-00012-aaaaaaaaaaaa.json`,
    );
  });

  it('marks the last page and the page of one parent in the key', () => {
    expect(keyOf({ page: page({ endOfStream: true }) })).toContain('/1795521900-00001-last-aaaaaaaaaaaa.');
    const position = { ...AT, page: 2, parent: { id: '38101955000021', others: ['7'] } };
    expect(keyOf({ position })).toContain('/1795521900-00002-of-38101955000021-aaaaaaaaaaaa.');
    expect(keyOf({ position, page: page({ endOfStream: true }) })).toContain('-00002-of-38101955000021-last-');
  });

  it('adds the snapshot, the page and the window to the metadata', () => {
    const position = { ...AT, page: 3, cursor: 'asked', since: 7 };
    expect(buildObject(context({ position, page: page({ endOfStream: true }) }), part).metadata).toEqual({
      'start-time': '1795521900',
      'end-time': '1795521900',
      records: '2',
      'end-of-stream': 'true',
      pagination: 'list',
      'requested-at': '1795521901123',
      'run-id': 'run-7',
      snapshot: '1795521900',
      page: '3',
      last: 'true',
      since: '7',
    });
    expect(buildObject(context(), part).metadata).not.toHaveProperty('since');
  });

  it('builds a key that parses to the position of its page', () => {
    const positions = fc.record({
      snapshot: fc.nat(9_999_999_999),
      page: fc.integer({ min: 1, max: 200_000 }),
      parent: fc.option(fc.nat().map(String), { nil: undefined }),
      isLast: fc.boolean(),
    });
    fc.assert(
      fc.property(positions, ({ snapshot, page: number, parent, isLast }) => {
        const others = parent !== undefined && { parent: { id: parent, others: [] } };
        const position = { kind: 'list' as const, snapshot, page: number, ...others };
        expect(parseSnapshotKey(keyOf({ position, page: page({ endOfStream: isLast }) }))).toEqual({
          prefix: 'zendesk',
          dataset: 'groups',
          subdomain: 'acme',
          snapshot,
          page: number,
          ...(parent !== undefined && { parent }),
          isLast,
          digest: 'aaaaaaaaaaaa',
          isGzip: true,
        });
      }),
    );
  });
});

it('a page that lists the parents is split into their records in the layout ndjson', () => {
  const content = contentOf('{"schedules":[{"id":1}, {"id":2}],"url":"x"}');
  const dataset = { name: 'holidays', itemKey: 'schedules' };
  const objects = splitIntoObjects('ndjson', dataset, { page: page(), content });
  expect(objects.map(({ dataset: name, bytes }) => [name, bytes.toString()])).toEqual([
    ['holidays', '{"id":1}\n{"id":2}\n'],
  ]);
});

it('pageEndTime returns the time of the snapshot, also for an empty page', () => {
  expect(pageEndTime(page(), AT)).toBe(SNAPSHOT);
  expect(pageEndTime(page({ records: [] }), AT)).toBe(SNAPSHOT);
});
