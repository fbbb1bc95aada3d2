import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDateFolder,
  formatFolder,
  formatObjectKey,
  OBJECT_NAME_PATTERN,
  type ObjectKey,
  parseObjectKey,
} from '#common/object-key.ts';

const KEY: ObjectKey = {
  prefix: 'raw/zendesk',
  dataset: 'tickets',
  subdomain: 'acme',
  startTime: 1_795_521_299,
  endTime: 1_795_521_600,
  digest: 'b05e1fc1a2d3',
  pagination: 'time',
  isGzip: true,
};
const FOLDER = 'raw/zendesk/tickets/subdomain=acme/dt=2026-11-24';
const STEM = `${FOLDER}/1795521299-1795521600-b05e1fc1a2d3`;

const keys: fc.Arbitrary<ObjectKey> = fc.record({
  prefix: fc.stringMatching(/^[a-z]+(\/[a-z=-]+){0,2}$/),
  dataset: fc.stringMatching(/^[a-z_]+$/),
  subdomain: fc.stringMatching(/^[a-z0-9][a-z0-9-]*$/),
  startTime: fc.integer({ min: 0, max: 9_999_999_999 }),
  endTime: fc.integer({ min: 0, max: 9_999_999_999 }),
  digest: fc.stringMatching(/^[0-9a-f]{12}$/),
  pagination: fc.constantFrom('time', 'cursor'),
  isGzip: fc.boolean(),
});

it.each([
  [{}, '.json.gz'],
  [{ isGzip: false }, '.json'],
  [{ pagination: 'cursor' }, '.cursor.json.gz'],
  [{ pagination: 'cursor', isGzip: false }, '.cursor.json'],
] as const)('formats and parses a key with %j as …%s', (fields, ending) => {
  expect(formatObjectKey({ ...KEY, ...fields })).toBe(`${STEM}${ending}`);
  expect(parseObjectKey(`${STEM}${ending}`)).toEqual({ ...KEY, ...fields });
});

it('parses every key that it formats', () => {
  fc.assert(
    fc.property(keys, (key) => {
      expect(parseObjectKey(formatObjectKey(key))).toEqual(key);
    }),
  );
});

it('formats different keys for a time-based page and a cursor page that are otherwise equal', () => {
  expect(formatObjectKey({ ...KEY, pagination: 'time' })).not.toBe(formatObjectKey({ ...KEY, pagination: 'cursor' }));
});

it('truncates a full digest to 12 digits', () => {
  expect(formatObjectKey({ ...KEY, digest: `${KEY.digest}${'0'.repeat(52)}` })).toBe(formatObjectKey(KEY));
});

describe('parseObjectKey', () => {
  it.each([
    'mine.json.gz',
    '1795521299-1795521600.json.gz',
    '1795521299-1795521600-b05e1fc1a2d3.json.gz.tmp',
    '1795521299-1795521600-b05e1fc1a2d3.walk.json.gz',
    '1795521299-1795521600-b05e1fc1a2d3cursor.json.gz',
    'copy-of-1795521299-1795521600-b05e1fc1a2d3.json.gz',
    '1795521299-1795521600-b05e1fc1a2d.json.gz',
  ])('returns undefined for the name %s', (name) => {
    expect(parseObjectKey(`${FOLDER}/${name}`)).toBeUndefined();
    expect(new RegExp(OBJECT_NAME_PATTERN).test(`${FOLDER}/${name}`)).toBe(false);
  });

  it.each([
    'zendesk/tickets/subdomain=acme',
    'zendesk/tickets/dt=2026-11-24',
    'zendesk/tickets/subdomain=acme/dt=2026',
  ])('returns undefined for the folder %s', (folder) => {
    expect(parseObjectKey(`${folder}/1795521299-1795521600-b05e1fc1a2d3.json.gz`)).toBeUndefined();
  });
});

it('formats keys that begin with their folder and the date on which their interval ends', () => {
  expect(formatFolder(KEY)).toBe('raw/zendesk/tickets/subdomain=acme/');
  expect(formatDateFolder(KEY, KEY.endTime)).toBe(`${FOLDER}/`);
  expect(formatObjectKey(KEY).startsWith(formatDateFolder(KEY, KEY.endTime))).toBe(true);
});
