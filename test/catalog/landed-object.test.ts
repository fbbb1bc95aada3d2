import { expect, it } from 'vitest';
import { landedMetadata, landedName } from '#catalog/landed-object.ts';

const FOLDER = 'zendesk/tickets/subdomain=acme/dt=2026-11-24';

it('reads a key', () => {
  const name = { startTime: 1_795_521_299, endTime: 1_795_521_600, digest: 'b05e1fc1a2d3' };
  const stem = `${FOLDER}/1795521299-1795521600-b05e1fc1a2d3.json`;
  expect(landedName(`${stem}.gz`)).toEqual({ ...name, gzipped: true });
  expect(landedName(stem)).toEqual({ ...name, gzipped: false });
});

it.each(['mine.json.gz', '1795521299-1795521600.json.gz', '1795521299-1795521600-b05e1fc1a2d3.json.gz.tmp'])(
  'knows no name in %s',
  (name) => {
    expect(landedName(`${FOLDER}/${name}`)).toBeUndefined();
  },
);

it('reads metadata, of pages by time and of a walk', () => {
  expect(landedMetadata({ pagination: 'time', records: '12', 'requested-at': '1795521660123' })).toEqual({
    pagination: 'time',
    records: 12,
    requestedAtMs: 1_795_521_660_123,
  });
  expect(landedMetadata({ pagination: 'cursor', cursor: 'a', 'after-cursor': 'b' })).toMatchObject({
    pagination: 'cursor',
    cursor: 'a',
    afterCursor: 'b',
  });
});
