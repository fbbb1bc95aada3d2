import { expect, it } from 'vitest';
import { parseMetadata } from '#catalog/landed-object.ts';

it('reads the metadata of a page by time, which has no cursors and no digest', () => {
  expect(parseMetadata({ pagination: 'time', records: '12', 'requested-at': '1795521660123' })).toEqual({
    records: 12,
    requestedAtMs: 1_795_521_660_123,
  });
});

it('reads the start of the window of a list', () => {
  expect(parseMetadata({ pagination: 'list', since: '1790000000' })).toMatchObject({ since: 1_790_000_000 });
});

it('reads the cursors and the digest of a cursor page', () => {
  expect(parseMetadata({ cursor: 'a', 'after-cursor': 'b', digest: 'c'.repeat(64) })).toMatchObject({
    cursor: 'a',
    afterCursor: 'b',
    digest: 'c'.repeat(64),
  });
});
